import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'

/*
 * What GitHub's objects look like, as its examples, and what a workflow is given of each: the same from an action, a
 * look and a webhook.
 */

export const api = 'https://api.github.com'
export const octocat = userAs('octocat', 1)
export const exampleIssue = {
  id: 1,
  node_id: 'MDU6SXNzdWUx',
  url: `${api}/repos/octocat/hello-world/issues/1347`,
  repository_url: `${api}/repos/octocat/hello-world`,
  labels_url: `${api}/repos/octocat/hello-world/issues/1347/labels{/name}`,
  comments_url: `${api}/repos/octocat/hello-world/issues/1347/comments`,
  events_url: `${api}/repos/octocat/hello-world/issues/1347/events`,
  html_url: 'https://github.com/octocat/hello-world/issues/1347',
  number: 1347,
  state: 'open',
  title: 'Found a bug',
  body: 'I’m having a problem with this.',
  user: octocat,
  labels: [
    {
      id: 208045946,
      node_id: 'MDU6TGFiZWwyMDgwNDU5NDY=',
      url: `${api}/repos/octocat/hello-world/labels/bug`,
      name: 'bug',
      description: 'Something is not working',
      color: 'f29513',
      default: true,
    },
  ],
  assignee: null,
  assignees: [],
  milestone: null,
  locked: false,
  comments: 0,
  closed_at: null,
  created_at: '2026-01-01T13:33:48Z',
  updated_at: '2026-01-01T13:33:48Z',
  author_association: 'COLLABORATOR',
}
export const shortIssue = {
  number: 1347,
  title: 'Found a bug',
  state: 'open',
  body: 'I’m having a problem with this.',
  author: 'octocat',
  labels: ['bug'],
  assignees: [],
  comments: 0,
  isPullRequest: false,
  url: 'https://github.com/octocat/hello-world/issues/1347',
  createdAt: '2026-01-01T13:33:48Z',
  updatedAt: '2026-01-01T13:33:48Z',
}
const repositoryUrls =
  'archive assignees blobs branches collaborators comments commits compare contents contributors deployments downloads events forks git_commits git_refs git_tags git hooks issue_comment issue_events issues keys labels languages merges milestones notifications pulls releases ssh stargazers statuses subscribers subscription svn tags teams trees clone'
export const exampleRepository = {
  id: 1296269,
  node_id: 'MDEwOlJlcG9zaXRvcnkxMjk2MjY5',
  name: 'hello-world',
  full_name: 'octocat/hello-world',
  owner: octocat,
  private: false,
  html_url: 'https://github.com/octocat/hello-world',
  description: 'My first repository',
  fork: false,
  url: `${api}/repos/octocat/hello-world`,
  ...urls(`${api}/repos/octocat/hello-world`, repositoryUrls),
  mirror_url: null,
  homepage: null,
  license: null,
  language: 'Ruby',
  forks: 9,
  forks_count: 9,
  stargazers_count: 80,
  watchers: 80,
  watchers_count: 80,
  size: 108,
  default_branch: 'main',
  open_issues: 3,
  open_issues_count: 3,
  has_issues: true,
  has_projects: true,
  has_wiki: true,
  has_pages: false,
  has_downloads: true,
  archived: false,
  disabled: false,
  pushed_at: '2026-01-01T19:06:43Z',
  created_at: '2020-01-26T19:01:12Z',
  updated_at: '2026-01-01T19:14:43Z',
}
export const shortRepository = {
  name: 'octocat/hello-world',
  description: 'My first repository',
  isPrivate: false,
  isArchived: false,
  language: 'Ruby',
  stars: 80,
  openIssues: 3,
  defaultBranch: 'main',
  url: 'https://github.com/octocat/hello-world',
  pushedAt: '2026-01-01T19:06:43Z',
}
const side = (ref: string) => ({
  label: `octocat:${ref}`,
  ref,
  sha: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
  user: octocat,
  repo: exampleRepository,
})
export const examplePull = {
  ...exampleIssue,
  url: `${api}/repos/octocat/hello-world/pulls/1347`,
  html_url: 'https://github.com/octocat/hello-world/pull/1347',
  title: 'Amazing new feature',
  ...urls(
    `${api}/repos/octocat/hello-world/pulls/1347`,
    'diff patch issue commits review_comments review_comment statuses',
  ),
  merged_at: null,
  merge_commit_sha: null,
  head: side('new-topic'),
  base: side('main'),
  _links: Object.fromEntries(
    ['comments', 'commits', 'statuses', 'html', 'issue', 'review_comments', 'review_comment', 'self'].map((name) => [
      name,
      { href: `${api}/repos/octocat/hello-world/pulls/1347/${name}` },
    ]),
  ),
  auto_merge: null,
  draft: false,
  merged: false,
  mergeable: true,
  mergeable_state: 'clean',
  merged_by: null,
  review_comments: 0,
  maintainer_can_modify: true,
  commits: 3,
  additions: 100,
  deletions: 3,
  changed_files: 5,
}
export const shortPull = {
  ...shortIssue,
  title: 'Amazing new feature',
  isPullRequest: true,
  url: 'https://github.com/octocat/hello-world/pull/1347',
  head: 'new-topic',
  base: 'main',
  isDraft: false,
  isMerged: false,
  sha: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
}
export const exampleRelease = {
  url: `${api}/repos/octocat/hello-world/releases/1`,
  html_url: 'https://github.com/octocat/hello-world/releases/v1.0.0',
  ...urls(`${api}/repos/octocat/hello-world/releases/1`, 'assets upload tarball zipball'),
  id: 1,
  node_id: 'MDc6UmVsZWFzZTE=',
  tag_name: 'v1.0.0',
  target_commitish: 'main',
  name: 'v1.0.0',
  body: 'First release',
  draft: false,
  prerelease: false,
  created_at: '2026-01-01T19:35:32Z',
  published_at: '2026-01-01T19:35:32Z',
  author: octocat,
  assets: [],
}
export const shortRelease = {
  id: 1,
  tag: 'v1.0.0',
  name: 'v1.0.0',
  body: 'First release',
  author: 'octocat',
  isDraft: false,
  isPrerelease: false,
  url: 'https://github.com/octocat/hello-world/releases/v1.0.0',
  publishedAt: '2026-01-01T19:35:32Z',
}
export const exampleCommit = {
  url: `${api}/repos/octocat/hello-world/commits/6dcb09b5b57875f334f61aebed695e2e4193db5e`,
  sha: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
  node_id: 'MDY6Q29tbWl0NmRjYjA5YjViNTc4NzVmMzM0ZjYxYWViZWQ2OTVlMmU0MTkzZGI1ZQ==',
  html_url: 'https://github.com/octocat/hello-world/commit/6dcb09b5b57875f334f61aebed695e2e4193db5e',
  comments_url: `${api}/repos/octocat/hello-world/commits/6dcb09b5b57875f334f61aebed695e2e4193db5e/comments`,
  commit: {
    url: `${api}/repos/octocat/hello-world/git/commits/6dcb09b5b57875f334f61aebed695e2e4193db5e`,
    author: { name: 'Monalisa Octocat', email: 'octocat@github.com', date: '2026-01-01T16:00:49Z' },
    committer: { name: 'Monalisa Octocat', email: 'octocat@github.com', date: '2026-01-01T16:00:49Z' },
    message: 'Fix all the bugs',
    tree: {
      url: `${api}/repos/octocat/hello-world/git/trees/6dcb09b5b57875f334f61aebed695e2e4193db5e`,
      sha: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
    },
    comment_count: 0,
  },
  author: octocat,
  committer: octocat,
  parents: [],
}
export const shortCommit = {
  sha: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
  message: 'Fix all the bugs',
  author: 'Monalisa Octocat',
  email: 'octocat@github.com',
  url: 'https://github.com/octocat/hello-world/commit/6dcb09b5b57875f334f61aebed695e2e4193db5e',
  date: '2026-01-01T16:00:49Z',
}
export const exampleContent = {
  type: 'file',
  size: 14,
  name: 'readme.md',
  path: 'docs/readme.md',
  sha: '3d21ec53a331a6f037a91c368710b99387d012c1',
  url: `${api}/repos/octocat/hello-world/contents/docs/readme.md`,
  git_url: `${api}/repos/octocat/hello-world/git/blobs/3d21ec53a331a6f037a91c368710b99387d012c1`,
  html_url: 'https://github.com/octocat/hello-world/blob/main/docs/readme.md',
  download_url: 'https://raw.githubusercontent.com/octocat/hello-world/main/docs/readme.md',
  _links: {
    self: `${api}/repos/octocat/hello-world/contents/docs/readme.md`,
    git: `${api}/repos/octocat/hello-world/git/blobs/3d21ec53a331a6f037a91c368710b99387d012c1`,
    html: 'https://github.com/octocat/hello-world/blob/main/docs/readme.md',
  },
}

export function memberOf(body: Json, name: string): JsonObject {
  const member = isJsonObject(body) ? body[name] : null
  return isJsonObject(member) ? member : {}
}

export function objects(list: Json | undefined): JsonObject[] {
  return Array.isArray(list) ? list.filter(isJsonObject) : []
}

export function issueOf(issue: JsonObject): JsonObject {
  const isPull = isJsonObject(issue.head)
  return {
    number: issue.number ?? null,
    title: issue.title ?? null,
    state: issue.state ?? null,
    body: issue.body ?? '',
    author: memberOf(issue, 'user').login ?? null,
    labels: objects(issue.labels).map(({ name }) => name ?? null),
    assignees: objects(issue.assignees).map(({ login }) => login ?? null),
    comments: issue.comments ?? null,
    isPullRequest: isPull || isJsonObject(issue.pull_request),
    url: issue.html_url ?? null,
    createdAt: issue.created_at ?? null,
    updatedAt: issue.updated_at ?? null,
    ...(isPull && {
      head: memberOf(issue, 'head').ref ?? null,
      base: memberOf(issue, 'base').ref ?? null,
      isDraft: issue.draft ?? false,
      isMerged: typeof issue.merged_at === 'string',
      sha: memberOf(issue, 'head').sha ?? null,
    }),
  }
}

export function repositoryOf(repository: JsonObject): JsonObject {
  return {
    name: repository.full_name ?? null,
    description: repository.description ?? '',
    isPrivate: repository.private ?? false,
    isArchived: repository.archived ?? false,
    language: repository.language ?? null,
    stars: repository.stargazers_count ?? 0,
    openIssues: repository.open_issues_count ?? 0,
    defaultBranch: repository.default_branch ?? null,
    url: repository.html_url ?? null,
    pushedAt: repository.pushed_at ?? null,
  }
}

export function releaseOf(release: JsonObject): JsonObject {
  return {
    id: release.id ?? null,
    tag: release.tag_name ?? null,
    name: release.name ?? null,
    body: release.body ?? '',
    author: memberOf(release, 'author').login ?? null,
    isDraft: release.draft ?? false,
    isPrerelease: release.prerelease ?? false,
    url: release.html_url ?? null,
    publishedAt: release.published_at ?? null,
  }
}

export function commitOf({ sha, commit, html_url: url }: JsonObject): JsonObject {
  const { message, author } = isJsonObject(commit) ? commit : {}
  const { name, email, date } = isJsonObject(author) ? author : {}
  return {
    sha: sha ?? null,
    message: message ?? '',
    author: name ?? null,
    email: email ?? null,
    url: url ?? null,
    date: date ?? null,
  }
}

/** As GitHub gives somebody in its replies, for the examples. */
function userAs(login: string, id: number): JsonObject {
  const its = 'followers following gists starred subscriptions organizations repos events received_events'
  return {
    login,
    id,
    node_id: 'MDQ6VXNlcjE=',
    gravatar_id: '',
    avatar_url: 'https://github.com/images/error/octocat_happy.gif',
    url: `https://api.github.com/users/${login}`,
    html_url: `https://github.com/${login}`,
    ...urls(`https://api.github.com/users/${login}`, its),
    type: 'User',
    site_admin: false,
  }
}

function urls(base: string, names: string): Record<string, string> {
  return Object.fromEntries(names.split(' ').map((name) => [`${name}_url`, `${base}/${name}`]))
}
