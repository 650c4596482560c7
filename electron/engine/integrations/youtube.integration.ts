import { z } from 'zod'
import { fileParam, hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { googleComplaint, googleList, googleNextPage, googleScope, googleSignIn, textAt } from './define-google.ts'
import { defineAction, defineIntegration, defineTrigger } from './define-integration.ts'

const readScopes = [googleScope('youtube.readonly')]
const changeScopes = [googleScope('youtube.force-ssl')]

const required = textParam({ required: true })
const optional = textParam().optional()
const video = required.meta(
  hint({ title: 'Video', description: 'Its id or address.', placeholder: 'https://youtu.be/dQw4w9WgXcQ' }),
)
const playlist = required.meta(hint({ title: 'Playlist', description: 'Its id or address.', placeholder: 'PL…' }))
const pages = { size: { name: 'maxResults', most: 50 }, next: googleNextPage, items: googleList('items') }

const channelId = 'UC_x5XG1OV2P6uZZ5FSM9Ttw'
const thumbnails = { default: { url: 'https://i.ytimg.com/vi/dQw4w9WgXcQ/default.jpg', width: 120, height: 90 } }
const snippet: JsonObject = {
  publishedAt: '2026-01-02T03:00:00Z',
  channelId,
  title: 'What is new',
  description: 'All of it.',
  thumbnails,
  channelTitle: 'Google for Developers',
}
const flatVideo: JsonObject = {
  id: 'dQw4w9WgXcQ',
  url: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
  title: 'What is new',
  description: 'All of it.',
  publishedAt: '2026-01-02T03:00:00Z',
  channelId,
  channelTitle: 'Google for Developers',
  thumbnail: 'https://i.ytimg.com/vi/dQw4w9WgXcQ/default.jpg',
}
const pageInfo = { totalResults: 1, resultsPerPage: 1 }
const exampleComment: JsonObject = {
  kind: 'youtube#commentThread',
  etag: 'c1',
  id: 'UgzDE8pqJ_c',
  snippet: {
    channelId,
    videoId: 'dQw4w9WgXcQ',
    topLevelComment: {
      kind: 'youtube#comment',
      etag: 'c2',
      id: 'UgzDE8pqJ_c',
      snippet: {
        authorDisplayName: '@ada',
        textDisplay: 'Very clear!',
        textOriginal: 'Very clear!',
        likeCount: 3,
        publishedAt: '2026-01-02T03:01:00Z',
        updatedAt: '2026-01-02T03:01:00Z',
      },
    },
    canReply: true,
    totalReplyCount: 1,
    isPublic: true,
  },
}
const flatExampleComment: JsonObject = {
  id: 'UgzDE8pqJ_c',
  author: '@ada',
  text: 'Very clear!',
  likes: 3,
  replies: 1,
  publishedAt: '2026-01-02T03:01:00Z',
  videoId: 'dQw4w9WgXcQ',
}
const exampleItem: JsonObject = {
  kind: 'youtube#playlistItem',
  etag: 'i1',
  id: 'UExuZXc',
  snippet: {
    ...snippet,
    playlistId: 'UU_x5XG1OV2P6uZZ5FSM9Ttw',
    position: 0,
    resourceId: { kind: 'youtube#video', videoId: 'dQw4w9WgXcQ' },
    videoOwnerChannelTitle: 'Google for Developers',
    videoOwnerChannelId: channelId,
  },
}

export default defineIntegration({
  id: 'youtube',
  title: 'YouTube',
  category: 'media',
  brand: 'youtube',
  summary: 'Find videos, read and write comments, fill playlists, upload.',
  keywords: ['google', 'video', 'channel', 'playlist'],
  docsUrl: 'https://developers.google.com/youtube/v3/docs',
  baseUrl: 'https://youtube.googleapis.com',
  signIn: [
    googleSignIn({
      apis: ['YouTube Data API v3'],
      scopes: {
        'youtube.readonly': { title: 'See your YouTube account', isDefault: true },
        'youtube.force-ssl': { title: 'Read and write comments, change playlists', isDefault: true },
        'youtube.upload': { title: 'Upload videos', isDefault: false },
      },
    }),
    {
      id: 'api-key',
      kind: 'secret',
      title: 'API key',
      summary: 'Enough for what everybody can see: search, videos, channels, public playlists and comments.',
      setupUrl: 'https://console.cloud.google.com/apis/credentials',
      setup: [
        'In the Google Cloud console, choose or create a project, and under “APIs & Services” enable the “YouTube Data API v3”.',
        'Under “Credentials”, create an API key. Restrict it to that API, and copy it.',
      ],
      secrets: [{ name: 'apiKey', title: 'API key', placeholder: 'AIza…' }],
      place: { headers: { 'x-goog-api-key': '{apiKey}' } },
    },
  ],
  limits: {
    note: '10,000 units a day for one project: a search takes 100, most reading 1, most writing 50 (https://developers.google.com/youtube/v3/determine_quota_cost).',
  },
  complaint: googleComplaint,
  // What works with an API key as well: that says nothing of a person.
  test: {
    request: () => ({ method: 'GET', path: '/youtube/v3/i18nLanguages', query: { part: 'snippet' } }),
    account: () => '',
    example: {
      sends: { method: 'GET', path: '/youtube/v3/i18nLanguages', query: { part: 'snippet' } },
      reply: {
        body: {
          kind: 'youtube#i18nLanguageListResponse',
          etag: 'l1',
          items: [{ kind: 'youtube#i18nLanguage', etag: 'l2', id: 'en', snippet: { hl: 'en', name: 'English' } }],
        },
      },
      account: '',
    },
  },
  actions: {
    'search-videos': defineAction({
      title: 'Search videos',
      summary: 'Finds videos by words, channel and time.',
      group: 'Videos',
      kind: 'read',
      scopes: readScopes,
      input: z.object({
        text: optional.meta(hint({ title: 'Words' })),
        channelId: optional.meta(
          hint({ title: 'Only of the channel', description: 'Its id.', placeholder: channelId }),
        ),
        order: z
          .enum(['relevance', 'date', 'viewCount', 'rating'])
          .default('relevance')
          .meta(
            hint({
              title: 'First come',
              choices: {
                relevance: 'The best matches',
                date: 'The newest',
                viewCount: 'The most seen',
                rating: 'The best rated',
              },
            }),
          ),
        publishedAfter: optional
          .refine((text) => !text || Number.isFinite(Date.parse(text)), 'is no date or time such as 2026-01-31')
          .meta(hint({ title: 'Published after', placeholder: '2026-01-01' })),
      }),
      request: (input) => ({
        method: 'GET',
        path: '/youtube/v3/search',
        query: {
          part: 'snippet',
          type: 'video',
          q: input.text || undefined,
          channelId: input.channelId || undefined,
          order: input.order,
          publishedAfter: input.publishedAfter ? secondsOf(input.publishedAfter) : undefined,
        },
      }),
      pages: { ...pages, each: flat },
      examples: [
        {
          input: { text: 'what is new', publishedAfter: '2026-01-01' },
          sends: {
            method: 'GET',
            path: '/youtube/v3/search',
            query: {
              part: 'snippet',
              type: 'video',
              q: 'what is new',
              order: 'relevance',
              publishedAfter: '2026-01-01T00:00:00Z',
            },
          },
          reply: {
            body: {
              kind: 'youtube#searchListResponse',
              etag: 's1',
              regionCode: 'DE',
              pageInfo,
              items: [
                {
                  kind: 'youtube#searchResult',
                  etag: 's2',
                  id: { kind: 'youtube#video', videoId: 'dQw4w9WgXcQ' },
                  snippet: { ...snippet, liveBroadcastContent: 'none' },
                },
              ],
            },
          },
          gives: [flatVideo],
        },
      ],
    }),
    'get-video': defineAction({
      title: 'Get a video',
      summary: 'Gives a video with its description, length, tags and numbers.',
      group: 'Videos',
      kind: 'read',
      scopes: readScopes,
      input: z.object({ video }),
      request: (input) => ({
        method: 'GET',
        path: '/youtube/v3/videos',
        query: { part: 'snippet,contentDetails,statistics', id: videoIdOf(input.video) },
      }),
      answer: (body) => {
        const [found] = googleList('items')(body)
        if (!isJsonObject(found)) return null
        return {
          ...flat(found),
          tags: isJsonObject(found.snippet) ? (found.snippet.tags ?? []) : [],
          duration: textAt(found.contentDetails, 'duration'),
          ...numbersOf(found.statistics),
        }
      },
      examples: [
        {
          input: { video: 'https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=10s' },
          sends: {
            method: 'GET',
            path: '/youtube/v3/videos',
            query: { part: 'snippet,contentDetails,statistics', id: 'dQw4w9WgXcQ' },
          },
          reply: {
            body: {
              kind: 'youtube#videoListResponse',
              etag: 'v1',
              pageInfo,
              items: [
                {
                  kind: 'youtube#video',
                  etag: 'v2',
                  id: 'dQw4w9WgXcQ',
                  snippet: { ...snippet, tags: ['news'], categoryId: '28' },
                  contentDetails: { duration: 'PT4M13S', dimension: '2d', definition: 'hd' },
                  statistics: { viewCount: '1200', likeCount: '34', favoriteCount: '0', commentCount: '5' },
                },
              ],
            },
          },
          gives: { ...flatVideo, tags: ['news'], duration: 'PT4M13S', views: 1200, likes: 34, comments: 5 },
        },
      ],
    }),
    'get-channel': defineAction({
      title: 'Get a channel',
      summary: 'Gives a channel with its numbers and the playlist of its uploads.',
      group: 'Channels',
      kind: 'read',
      scopes: readScopes,
      input: z.object({
        channel: optional.meta(
          hint({
            title: 'Channel',
            description: 'Its id (UC…) or handle. Empty: your own.',
            placeholder: '@GoogleDevelopers',
          }),
        ),
      }),
      request: (input) => ({
        method: 'GET',
        path: '/youtube/v3/channels',
        query: { part: 'snippet,contentDetails,statistics', ...whichChannel(input.channel) },
      }),
      answer: (body) => {
        const [found] = googleList('items')(body)
        if (!isJsonObject(found)) return null
        const related = isJsonObject(found.contentDetails) ? found.contentDetails.relatedPlaylists : undefined
        const { statistics } = found
        return {
          id: textAt(found, 'id'),
          title: textAt(found.snippet, 'title'),
          handle: textAt(found.snippet, 'customUrl'),
          description: textAt(found.snippet, 'description'),
          uploads: textAt(related, 'uploads'),
          subscribers: numberAt(statistics, 'subscriberCount'),
          videos: numberAt(statistics, 'videoCount'),
          views: numberAt(statistics, 'viewCount'),
        }
      },
      examples: [
        {
          input: { channel: '@GoogleDevelopers' },
          sends: {
            method: 'GET',
            path: '/youtube/v3/channels',
            query: { part: 'snippet,contentDetails,statistics', forHandle: '@GoogleDevelopers' },
          },
          reply: {
            body: {
              kind: 'youtube#channelListResponse',
              etag: 'h1',
              pageInfo,
              items: [
                {
                  kind: 'youtube#channel',
                  etag: 'h2',
                  id: channelId,
                  snippet: {
                    title: 'Google for Developers',
                    description: 'News.',
                    customUrl: '@googledevelopers',
                    publishedAt: '2007-08-23T00:34:43Z',
                    thumbnails,
                  },
                  contentDetails: { relatedPlaylists: { likes: '', uploads: 'UU_x5XG1OV2P6uZZ5FSM9Ttw' } },
                  statistics: {
                    viewCount: '9000',
                    subscriberCount: '2500',
                    hiddenSubscriberCount: false,
                    videoCount: '60',
                  },
                },
              ],
            },
          },
          gives: {
            id: channelId,
            title: 'Google for Developers',
            handle: '@googledevelopers',
            description: 'News.',
            uploads: 'UU_x5XG1OV2P6uZZ5FSM9Ttw',
            subscribers: 2500,
            videos: 60,
            views: 9000,
          },
        },
      ],
    }),
    'list-playlists': defineAction({
      title: 'List playlists',
      summary: 'Lists the playlists of a channel.',
      group: 'Playlists',
      kind: 'read',
      scopes: readScopes,
      input: z.object({
        channelId: optional.meta(
          hint({ title: 'Channel', description: 'Its id. Empty: your own.', placeholder: channelId }),
        ),
      }),
      request: (input) => ({
        method: 'GET',
        path: '/youtube/v3/playlists',
        query: {
          part: 'snippet,contentDetails',
          ...(input.channelId ? { channelId: input.channelId } : { mine: true }),
        },
      }),
      pages: {
        ...pages,
        each: (found) => ({
          id: textAt(found, 'id'),
          title: textAt(isJsonObject(found) ? found.snippet : null, 'title'),
          description: textAt(isJsonObject(found) ? found.snippet : null, 'description'),
          videos: numberAt(isJsonObject(found) ? found.contentDetails : null, 'itemCount'),
        }),
      },
      examples: [
        {
          input: {},
          sends: {
            method: 'GET',
            path: '/youtube/v3/playlists',
            query: { part: 'snippet,contentDetails', mine: 'true' },
          },
          reply: {
            body: {
              kind: 'youtube#playlistListResponse',
              etag: 'p1',
              pageInfo,
              items: [
                {
                  kind: 'youtube#playlist',
                  etag: 'p2',
                  id: 'PLtalks',
                  snippet: { ...snippet, title: 'Talks', description: '' },
                  contentDetails: { itemCount: 7 },
                },
              ],
            },
          },
          gives: [{ id: 'PLtalks', title: 'Talks', description: '', videos: 7 }],
        },
      ],
    }),
    'list-playlist-videos': defineAction({
      title: 'List the videos of a playlist',
      summary: 'Lists the videos of a playlist in its order.',
      group: 'Playlists',
      kind: 'read',
      scopes: readScopes,
      input: z.object({ playlist }),
      request: (input) => ({
        method: 'GET',
        path: '/youtube/v3/playlistItems',
        query: { part: 'snippet', playlistId: playlistIdOf(input.playlist) },
      }),
      pages: { ...pages, each: flat },
      examples: [
        {
          input: { playlist: 'https://www.youtube.com/playlist?list=PLtalks' },
          sends: {
            method: 'GET',
            path: '/youtube/v3/playlistItems',
            query: { part: 'snippet', playlistId: 'PLtalks' },
          },
          reply: { body: { kind: 'youtube#playlistItemListResponse', etag: 'i0', pageInfo, items: [exampleItem] } },
          gives: [flatVideo],
        },
      ],
    }),
    'add-to-playlist': defineAction({
      title: 'Add a video to a playlist',
      summary: 'Puts a video at the end of a playlist of yours.',
      group: 'Playlists',
      kind: 'write',
      scopes: changeScopes,
      input: z.object({ playlist, video }),
      request: (input) => ({
        method: 'POST',
        path: '/youtube/v3/playlistItems',
        query: { part: 'snippet' },
        body: {
          json: {
            snippet: {
              playlistId: playlistIdOf(input.playlist),
              resourceId: { kind: 'youtube#video', videoId: videoIdOf(input.video) },
            },
          },
        },
      }),
      answer: (item) => (isJsonObject(item) ? { ...flat(item), itemId: textAt(item, 'id') } : item),
      examples: [
        {
          input: { playlist: 'PLtalks', video: 'dQw4w9WgXcQ' },
          sends: {
            method: 'POST',
            path: '/youtube/v3/playlistItems',
            query: { part: 'snippet' },
            body: {
              snippet: { playlistId: 'PLtalks', resourceId: { kind: 'youtube#video', videoId: 'dQw4w9WgXcQ' } },
            },
          },
          reply: { body: exampleItem },
          gives: { ...flatVideo, itemId: 'UExuZXc' },
        },
      ],
    }),
    'list-comments': defineAction({
      title: 'List comments',
      summary: 'Lists the comments on a video.',
      group: 'Comments',
      kind: 'read',
      scopes: changeScopes,
      input: z.object({
        video,
        order: z
          .enum(['time', 'relevance'])
          .default('time')
          .meta(hint({ title: 'First come', choices: { time: 'The newest', relevance: 'The best' } })),
      }),
      request: (input) => ({
        method: 'GET',
        path: '/youtube/v3/commentThreads',
        query: { part: 'snippet', videoId: videoIdOf(input.video), order: input.order, textFormat: 'plainText' },
      }),
      pages: { ...pages, size: { name: 'maxResults', most: 100 }, each: flatComment },
      examples: [
        {
          input: { video: 'dQw4w9WgXcQ' },
          sends: {
            method: 'GET',
            path: '/youtube/v3/commentThreads',
            query: { part: 'snippet', videoId: 'dQw4w9WgXcQ', order: 'time', textFormat: 'plainText' },
          },
          reply: { body: { kind: 'youtube#commentThreadListResponse', etag: 'c0', pageInfo, items: [exampleComment] } },
          gives: [flatExampleComment],
        },
      ],
    }),
    'write-comment': defineAction({
      title: 'Comment on a video',
      summary: 'Writes a comment under a video.',
      group: 'Comments',
      kind: 'send',
      scopes: changeScopes,
      input: z.object({ video, text: required.meta(hint({ title: 'Text', control: 'long-text' })) }),
      request: (input) => ({
        method: 'POST',
        path: '/youtube/v3/commentThreads',
        query: { part: 'snippet' },
        body: {
          json: {
            snippet: {
              videoId: videoIdOf(input.video),
              topLevelComment: { snippet: { textOriginal: input.text } },
            },
          },
        },
      }),
      answer: flatComment,
      examples: [
        {
          input: { video: 'dQw4w9WgXcQ', text: 'Very clear!' },
          sends: {
            method: 'POST',
            path: '/youtube/v3/commentThreads',
            query: { part: 'snippet' },
            body: {
              snippet: { videoId: 'dQw4w9WgXcQ', topLevelComment: { snippet: { textOriginal: 'Very clear!' } } },
            },
          },
          reply: { body: exampleComment },
          gives: flatExampleComment,
        },
      ],
    }),
    'reply-to-comment': defineAction({
      title: 'Answer a comment',
      summary: 'Writes an answer below a comment.',
      group: 'Comments',
      kind: 'send',
      scopes: changeScopes,
      input: z.object({
        comment: required.meta(hint({ title: 'Comment', description: 'Its id.' })),
        text: required.meta(hint({ title: 'Text', control: 'long-text' })),
      }),
      request: (input) => ({
        method: 'POST',
        path: '/youtube/v3/comments',
        query: { part: 'snippet' },
        body: { json: { snippet: { parentId: input.comment, textOriginal: input.text } } },
      }),
      answer: (comment) => ({ id: textAt(comment, 'id') }),
      examples: [
        {
          input: { comment: 'UgzDE8pqJ_c', text: 'Thank you!' },
          sends: {
            method: 'POST',
            path: '/youtube/v3/comments',
            query: { part: 'snippet' },
            body: { snippet: { parentId: 'UgzDE8pqJ_c', textOriginal: 'Thank you!' } },
          },
          reply: {
            body: {
              kind: 'youtube#comment',
              etag: 'c3',
              id: 'UgzDE8pqJ_c.9',
              snippet: { parentId: 'UgzDE8pqJ_c', textOriginal: 'Thank you!', textDisplay: 'Thank you!' },
            },
          },
          gives: { id: 'UgzDE8pqJ_c.9' },
        },
      ],
    }),
    'upload-video': defineAction({
      title: 'Upload a video',
      summary: 'Uploads a video to your channel.',
      group: 'Videos',
      kind: 'send',
      scopes: [googleScope('youtube.upload')],
      input: z.object({
        file: fileParam().meta(
          hint({ title: 'File', description: 'A video, as a node before gives it.', control: 'file' }),
        ),
        title: required.meta(hint({ title: 'Title' })),
        description: textParam()
          .default('')
          .meta(hint({ title: 'Description', control: 'long-text' })),
        privacy: z
          .enum(['private', 'unlisted', 'public'])
          .default('private')
          .meta(
            hint({
              title: 'Who sees it',
              choices: { private: 'You alone', unlisted: 'Whoever has the link', public: 'Everybody' },
            }),
          ),
        forChildren: z
          .boolean()
          .default(false)
          .meta(hint({ title: 'Made for children', advanced: true })),
      }),
      request: (input) => ({
        method: 'POST',
        path: '/upload/youtube/v3/videos',
        query: { uploadType: 'multipart', part: 'snippet,status' },
        body: {
          subtype: 'related',
          parts: [
            {
              name: 'metadata',
              json: {
                snippet: { title: input.title, description: input.description },
                status: { privacyStatus: input.privacy, selfDeclaredMadeForKids: input.forChildren },
              },
            },
            { name: 'file', file: input.file },
          ],
        },
      }),
      answer: (made) => (isJsonObject(made) ? flat(made) : made),
      examples: [
        {
          input: {
            file: { $file: { name: 'news.mp4', mediaType: 'video/mp4', bytes: 1048576 } },
            title: 'What is new',
            description: 'All of it.',
          },
          sends: {
            method: 'POST',
            path: '/upload/youtube/v3/videos',
            query: { uploadType: 'multipart', part: 'snippet,status' },
            body: {
              metadata: {
                snippet: { title: 'What is new', description: 'All of it.' },
                status: { privacyStatus: 'private', selfDeclaredMadeForKids: false },
              },
              file: 'news.mp4',
            },
          },
          reply: {
            body: {
              kind: 'youtube#video',
              etag: 'v3',
              id: 'dQw4w9WgXcQ',
              snippet,
              status: { uploadStatus: 'uploaded', privacyStatus: 'private' },
            },
          },
          gives: flatVideo,
        },
      ],
    }),
  },
  triggers: {
    'new-video': defineTrigger({
      title: 'New video',
      summary: 'Begins a run for each video that a channel publishes.',
      group: 'Videos',
      scopes: readScopes,
      input: z.object({
        channelId: required

          .refine(
            (id) => /^UC[\w-]{22}$/.test(id),
            'is no id of a channel (UC and 22 characters); “Get a channel” tells it',
          )
          .meta(hint({ title: 'Channel', description: 'Its id; “Get a channel” tells it.', placeholder: channelId })),
      }),
      poll: {
        request: (input) => ({
          method: 'GET',
          path: '/youtube/v3/playlistItems',
          // The playlist of a channel's uploads has the channel's id with another beginning; reading it takes one unit.
          query: { part: 'snippet', playlistId: input.channelId.replace(/^UC/, 'UU'), maxResults: 50 },
        }),
        read: (body, { cursor }) => {
          const items = googleList('items')(body)
          return {
            events: items.map((item) => ({ id: videoIdIn(item), payload: flat(item) })).reverse(),
            // Only says that there was a look before: what is new shows by the ids.
            cursor: textAt(items[0], 'id') || cursor || 'none',
          }
        },
        everySeconds: 600,
        examples: [
          {
            input: { channelId },
            cursor: null,
            sends: {
              method: 'GET',
              path: '/youtube/v3/playlistItems',
              query: { part: 'snippet', playlistId: 'UU_x5XG1OV2P6uZZ5FSM9Ttw', maxResults: '50' },
            },
            reply: { body: { kind: 'youtube#playlistItemListResponse', etag: 'i0', pageInfo, items: [exampleItem] } },
            events: [{ id: 'dQw4w9WgXcQ', payload: flatVideo }],
            next: 'UExuZXc',
          },
        ],
      },
      sample: flatVideo,
    }),
  },
})

/** Where the id of a video stands differs: in a search's result, a playlist's entry and the video itself. */
function videoIdIn(item: Json): string {
  if (!isJsonObject(item)) return ''
  const resource = isJsonObject(item.snippet) ? item.snippet.resourceId : undefined
  return textAt(item.id, 'videoId') || textAt(resource, 'videoId') || textAt(item, 'id')
}

function flat(item: Json): JsonObject {
  const about = isJsonObject(item) && isJsonObject(item.snippet) ? item.snippet : {}
  const id = videoIdIn(item)
  return {
    id,
    url: `https://www.youtube.com/watch?v=${id}`,
    title: textAt(about, 'title'),
    description: textAt(about, 'description'),
    publishedAt: textAt(about, 'publishedAt'),
    channelId: textAt(about, 'videoOwnerChannelId') || textAt(about, 'channelId'),
    channelTitle: textAt(about, 'videoOwnerChannelTitle') || textAt(about, 'channelTitle'),
    thumbnail: thumbnailOf(about.thumbnails),
  }
}

/** The largest one there is. */
function thumbnailOf(sizes: Json | undefined): string {
  if (!isJsonObject(sizes)) return ''
  return (
    ['maxres', 'standard', 'high', 'medium', 'default'].map((size) => textAt(sizes[size], 'url')).find(Boolean) ?? ''
  )
}

function flatComment(thread: Json): Json {
  const about = isJsonObject(thread) && isJsonObject(thread.snippet) ? thread.snippet : {}
  const comment = isJsonObject(about.topLevelComment) ? about.topLevelComment.snippet : undefined
  return {
    id: textAt(thread, 'id'),
    author: textAt(comment, 'authorDisplayName'),
    text: textAt(comment, 'textOriginal') || textAt(comment, 'textDisplay'),
    likes: numberAt(comment, 'likeCount'),
    replies: numberAt(about, 'totalReplyCount'),
    publishedAt: textAt(comment, 'publishedAt'),
    videoId: textAt(about, 'videoId'),
  }
}

function numbersOf(statistics: Json | undefined): JsonObject {
  return {
    views: numberAt(statistics, 'viewCount'),
    likes: numberAt(statistics, 'likeCount'),
    comments: numberAt(statistics, 'commentCount'),
  }
}

/** Large numbers come as text; null where the owner hides them. */
function numberAt(object: Json | undefined, name: string): number | null {
  const value = isJsonObject(object) ? object[name] : undefined
  return typeof value === 'string' || typeof value === 'number' ? Number(value) : null
}

function whichChannel(channel: string | undefined): Record<string, string | boolean> {
  if (!channel) return { mine: true }
  return /^UC[\w-]{22}$/.test(channel) ? { id: channel } : { forHandle: channel }
}

function videoIdOf(videoOrAddress: string): string {
  const found = /(?:[?&]v=|youtu\.be\/|\/(?:shorts|embed|live)\/)([\w-]{11})/.exec(videoOrAddress)
  return found?.[1] ?? videoOrAddress.trim()
}

function playlistIdOf(playlistOrAddress: string): string {
  return /[?&]list=([\w-]+)/.exec(playlistOrAddress)?.[1] ?? playlistOrAddress.trim()
}

/** YouTube takes no fractions of seconds. */
function secondsOf(text: string): string {
  return new Date(text).toISOString().replace(/\.\d+Z$/, 'Z')
}
