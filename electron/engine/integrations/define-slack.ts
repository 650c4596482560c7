import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'

// What Slack's objects look like, as its examples, and what a workflow is given of each.

export const exampleMessage = { type: 'message', user: 'U024BE7LH', text: 'Deployed.', ts: '1503435956.000247' }
export const exampleReply = {
  ...exampleMessage,
  thread_ts: '1503435900.000100',
  parent_user_id: 'U061F7AUR',
}
export const exampleMatch = {
  channel: { id: 'C12345678', name: 'finance' },
  text: 'The invoice is paid.',
  ts: '1508284197.000015',
  type: 'message',
  user: 'U2U85N1RV',
  permalink: 'https://acme.slack.com/archives/C12345678/p1508284197000015',
}
export const exampleChannel = {
  id: 'C012AB3CD',
  name: 'general',
  is_channel: true,
  is_group: false,
  is_im: false,
  is_mpim: false,
  is_general: true,
  is_shared: false,
  is_ext_shared: false,
  is_org_shared: false,
  pending_shared: [],
  previous_names: [],
  unlinked: 0,
  name_normalized: 'general',
  created: 1449252889,
  creator: 'U012A3CDE',
  is_archived: false,
  is_member: true,
  is_private: false,
  topic: { value: 'Company-wide announcements', creator: 'U012A3CDE', last_set: 1449709364 },
  purpose: { value: 'For everybody', creator: 'U012A3CDE', last_set: 1449709364 },
  num_members: 4,
}
export const shortChannel = {
  id: 'C012AB3CD',
  name: 'general',
  topic: 'Company-wide announcements',
  purpose: 'For everybody',
  isPrivate: false,
  isMember: true,
  isArchived: false,
  members: 4,
}
export const exampleUser = {
  id: 'W012A3CDE',
  team_id: 'T012AB3C4',
  name: 'spengler',
  deleted: false,
  real_name: 'Egon Spengler',
  tz: 'America/New_York',
  profile: {
    avatar_hash: 'ge3b51ca72de',
    status_text: 'Print is dead',
    status_emoji: ':books:',
    title: 'Scientist',
    phone: '',
    skype: '',
    fields: null,
    real_name: 'Egon Spengler',
    display_name: 'spengler',
    real_name_normalized: 'Egon Spengler',
    display_name_normalized: 'spengler',
    email: 'spengler@ghostbusters.example',
    team: 'T012AB3C4',
  },
  color: '9f69e7',
  tz_label: 'Eastern Daylight Time',
  tz_offset: -14400,
  is_admin: true,
  is_owner: false,
  is_primary_owner: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_app_user: false,
  is_bot: false,
  updated: 1502138686,
}
export const shortUser = {
  id: 'W012A3CDE',
  name: 'spengler',
  realName: 'Egon Spengler',
  email: 'spengler@ghostbusters.example',
  title: 'Scientist',
  timeZone: 'America/New_York',
  isBot: false,
  isDeleted: false,
}

export function historyOf(...messages: JsonObject[]): JsonObject {
  return { ok: true, messages, has_more: false, pin_count: 0, channel_actions_ts: null, channel_actions_count: 0 }
}

export function channelOf(channel: JsonObject): JsonObject {
  const said = (value: Json | undefined): Json => (isJsonObject(value) ? (value.value ?? '') : '')
  return {
    id: channel.id ?? null,
    name: channel.name ?? null,
    topic: said(channel.topic),
    purpose: said(channel.purpose),
    isPrivate: channel.is_private ?? false,
    isMember: channel.is_member ?? false,
    isArchived: channel.is_archived ?? false,
    members: channel.num_members ?? null,
  }
}

export function userOf(user: JsonObject): JsonObject {
  const profile = isJsonObject(user.profile) ? user.profile : {}
  return {
    id: user.id ?? null,
    name: user.name ?? null,
    realName: user.real_name ?? profile.real_name ?? null,
    email: profile.email ?? null,
    title: profile.title ?? null,
    timeZone: user.tz ?? null,
    isBot: user.is_bot ?? false,
    isDeleted: user.deleted ?? false,
  }
}

/** Makes an app of one's own with all that the actions and triggers need, so that nothing has to be picked by hand. */
export const slackAppUrl = `https://api.slack.com/apps?new_app=1&manifest_json=${encodeURIComponent(
  JSON.stringify({
    display_information: { name: 'Niti' },
    features: { bot_user: { display_name: 'Niti', always_online: true } },
    oauth_config: {
      scopes: {
        bot: [
          ...['chat:write', 'chat:write.public', 'channels:read', 'channels:history', 'channels:join'],
          ...['channels:manage', 'groups:read', 'groups:history', 'users:read', 'users:read.email'],
          ...['reactions:write', 'reactions:read', 'app_mentions:read', 'files:read'],
        ],
      },
    },
    settings: {
      event_subscriptions: { bot_events: ['message.channels', 'message.groups', 'app_mention', 'reaction_added'] },
      socket_mode_enabled: true,
    },
  }),
)}`
