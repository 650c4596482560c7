/** How a vendor's documents are to be read. */
export type Documents = {
  kind: 'openapi' | 'aws' | 'swagger' | 'slack' | 'graph' | 'discovery' | 'graphql' | 'telegram' | 'lexicon' | 'stone'
  /** In the folder of documents; the first that has a call is asked about it. */
  files: string[]
  /** What stands in front of the document's paths in the addresses we call, where its servers say it otherwise. */
  bases?: string[]
  /** Where the service is, if not where the document says; `own`: each customer has a host of their own. */
  hosts?: string[] | 'own'
  /** By mistake it says of a body that it is a list of what it holds. */
  isBodyListed?: boolean
  /** Headers that hold the credential, in lower case, where it has them among each call's own parameters. */
  credentials?: string[]
  /**
   * What the document does not have, by the name of the action or trigger (`test`: the test of a connection), with why,
   * and where the vendor documents it.
   */
  absent?: Record<string, string>
  /** Findings where the document is wrong and the vendor's own words or servers say otherwise: by name as above. */
  wrong?: Record<string, { finding: RegExp; why: string }>
}

const nonePublished = (docs: string) => ({ none: `none published (${docs})` })
const noneAtHand = (docs: string) => ({ none: `none at hand (${docs})` })

/** Every sign-in with Google is tested by asking whose it is. */
const whoIsIt = ['google/oauth2-v2.json']

/**
 * THE table: which document an integration is held against. What cannot be checked says why, and is counted.
 */
export const documents: Record<string, Documents | { none: string }> = {
  airtable: nonePublished('https://airtable.com/developers/web/api/introduction'),
  apify: { kind: 'openapi', files: ['apify/openapi.json'] },
  asana: noneAtHand('https://developers.asana.com/reference'),
  'aws-dynamodb': { kind: 'aws', files: ['aws/dynamodb.json'] },
  'aws-lambda': {
    kind: 'aws',
    files: ['aws/lambda.json'],
    wrong: {
      'invoke-function': {
        finding: /^body\.|does not answer 202/,
        why: 'the payload is the body itself, and 202 answers where nobody waits (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html)',
      },
    },
  },
  'aws-ses': { kind: 'aws', files: ['aws/sesv2.json'] },
  'aws-sqs': { kind: 'aws', files: ['aws/sqs.json'] },
  bluesky: { kind: 'lexicon', files: ['bluesky/lexicons.json'] },
  box: { kind: 'openapi', files: ['box/openapi.json', 'box/openapi-v2025.0.json'] },
  'brave-search': nonePublished('https://api-dashboard.search.brave.com/app/documentation'),
  brevo: {
    kind: 'swagger',
    files: ['brevo/swagger.json'],
    wrong: {
      'send-email': {
        finding: /^body\.params\.\w+ is not a field/,
        why: 'which values there are says the template (https://developers.brevo.com/reference/sendtransacemail)',
      },
      'save-contact': {
        finding: /^body\.attributes\.\w+ is not a field/,
        why: 'which attributes there are says the account (https://developers.brevo.com/reference/createcontact)',
      },
    },
  },
  calendly: nonePublished('https://developer.calendly.com/api-docs'),
  clickup: { kind: 'openapi', files: ['clickup/clickup-api-v2-reference.json'] },
  cohere: { kind: 'openapi', files: ['cohere/openapi.json'] },
  confluence: { kind: 'openapi', files: ['confluence/openapi-v2.v3.json'], hosts: 'own' },
  deepgram: {
    kind: 'openapi',
    files: ['deepgram/openapi.json'],
    wrong: {
      'transcribe-file': {
        finding: /takes application\/json, not a file/,
        why: 'the bytes themselves are taken as well (https://developers.deepgram.com/docs/pre-recorded-audio)',
      },
    },
  },
  deepl: noneAtHand('https://developers.deepl.com/api-reference'),
  devto: { kind: 'openapi', files: ['devto/forem-v1.json'] },
  discord: {
    kind: 'openapi',
    files: ['discord/openapi.json'],
    wrong: {
      'send-file': {
        finding: /body\.payload_json is not a field/,
        why: 'it is described in words (https://docs.discord.com/developers/reference#uploading-files)',
      },
    },
  },
  discourse: { kind: 'openapi', files: ['discourse/openapi.json'] },
  dropbox: { kind: 'stone', files: ['dropbox/routes.json'] },
  elevenlabs: { kind: 'openapi', files: ['elevenlabs/openapi.json'] },
  excel: {
    kind: 'graph',
    files: ['microsoft-graph/graph-v1.0.trimmed.json'],
    absent: { 'update-range': 'changing a range (https://learn.microsoft.com/graph/api/range-update)' },
  },
  firecrawl: { kind: 'openapi', files: ['firecrawl/v1-openapi.json'] },
  freshdesk: nonePublished('https://developers.freshdesk.com/api/'),
  ghost: nonePublished('https://docs.ghost.org/admin-api/'),
  gitea: { kind: 'openapi', files: ['gitea/swagger-1.20.json'] },
  github: { kind: 'openapi', files: ['github/api.github.com.json'] },
  gitlab: noneAtHand('https://docs.gitlab.com/api/rest/'),
  gmail: { kind: 'discovery', files: ['google/gmail-v1.json', ...whoIsIt] },
  'google-analytics': { kind: 'discovery', files: ['google/analyticsdata-v1beta.json', ...whoIsIt] },
  'google-bigquery': { kind: 'discovery', files: ['google/bigquery-v2.json', ...whoIsIt] },
  'google-calendar': {
    kind: 'discovery',
    files: ['google/calendar-v3.json', ...whoIsIt],
    wrong: {
      'create-event': {
        finding: /dateTime is "[^"Z+]*", which is no date-time$/,
        why: 'without an offset where a timeZone goes along (https://developers.google.com/workspace/calendar/api/v3/reference/events)',
      },
    },
  },
  'google-chat': { kind: 'discovery', files: ['google/chat-v1.json', ...whoIsIt] },
  'google-cloud-storage': { kind: 'discovery', files: ['google/storage-v1.json', ...whoIsIt] },
  'google-contacts': { kind: 'discovery', files: ['google/people-v1.json', ...whoIsIt] },
  'google-docs': { kind: 'discovery', files: ['google/docs-v1.json', 'google/drive-v3.json', ...whoIsIt] },
  'google-drive': { kind: 'discovery', files: ['google/drive-v3.json', ...whoIsIt] },
  'google-forms': { kind: 'discovery', files: ['google/forms-v1.json', ...whoIsIt] },
  'google-meet': { kind: 'discovery', files: ['google/meet-v2.json', ...whoIsIt] },
  'google-search-console': { kind: 'discovery', files: ['google/searchconsole-v1.json', ...whoIsIt] },
  'google-sheets': { kind: 'discovery', files: ['google/sheets-v4.json', 'google/drive-v3.json', ...whoIsIt] },
  'google-slides': { kind: 'discovery', files: ['google/slides-v1.json', ...whoIsIt] },
  'google-tasks': { kind: 'discovery', files: ['google/tasks-v1.json', ...whoIsIt] },
  'google-translate': { kind: 'discovery', files: ['google/translate-v3.json', ...whoIsIt] },
  gotify: { kind: 'swagger', files: ['gotify/spec.json'] },
  harvest: nonePublished('https://help.getharvest.com/api-v2/'),
  'home-assistant': nonePublished('https://developers.home-assistant.io/docs/api/rest/'),
  hubspot: { kind: 'openapi', files: ['hubspot/v1-v3-v4.merged.json', 'hubspot/2026-03.merged.json'] },
  intercom: noneAtHand('https://developers.intercom.com/docs'),
  jira: { kind: 'openapi', files: ['jira/swagger-v3.json'], bases: ['', '/ex/jira/{cloudId}'] },
  linear: { kind: 'graphql', files: ['linear/schema.graphql'] },
  linkedin: nonePublished('https://learn.microsoft.com/linkedin/'),
  // `server` in the document's address stands for the customer's data centre.
  mailchimp: { kind: 'openapi', files: ['mailchimp/marketing-3.0.55.json'], hosts: 'own' },
  mailgun: { kind: 'openapi', files: ['mailgun/openapi.json'] },
  // The draft has bodies as lists of their parameters; compare https://docs.joinmastodon.org/methods/statuses/#create.
  mastodon: { kind: 'openapi', files: ['mastodon/draft-openapi.json'], isBodyListed: true },
  mattermost: noneAtHand('https://developers.mattermost.com/api-documentation/'),
  'microsoft-teams': {
    kind: 'graph',
    files: ['microsoft-graph/graph-v1.0.trimmed.json'],
    wrong: {
      'list-chats': {
        finding: /orderby\[0\] is "lastMessagePreview/,
        why: 'the one order there is (https://learn.microsoft.com/graph/api/chat-list)',
      },
    },
  },
  'microsoft-to-do': { kind: 'graph', files: ['microsoft-graph/graph-v1.0.trimmed.json'] },
  miro: { kind: 'openapi', files: ['miro/spec.json'] },
  mistral: { kind: 'openapi', files: ['mistral/openapi.json'] },
  monday: nonePublished('https://developer.monday.com/api-reference/'),
  netlify: { kind: 'swagger', files: ['netlify/swagger.json'] },
  notion: {
    kind: 'openapi',
    files: ['notion/notion-openapi.json'],
    wrong: {
      'changed-row': {
        finding: /^body\.sorts\[0\]\.(property is missing|timestamp is not a field)/,
        why: 'sorting by a timestamp is left out of it (https://developers.notion.com/reference/sort-data-source-entries)',
      },
    },
  },
  ntfy: nonePublished('https://docs.ntfy.sh/publish/'),
  onedrive: {
    kind: 'graph',
    files: ['microsoft-graph/graph-v1.0.trimmed.json'],
    wrong: {
      'changed-file': {
        finding: /^query\.token is not a parameter/,
        why: 'where to go on is said by its token (https://learn.microsoft.com/graph/api/driveitem-delta)',
      },
      'upload-file': {
        finding: /does not answer 201|conflictBehavior/,
        why: 'a new file answers 201, and what is done where one is there may be said (https://learn.microsoft.com/graph/api/driveitem-put-content)',
      },
    },
  },
  openweather: nonePublished('https://openweathermap.org/api'),
  outlook: {
    kind: 'graph',
    files: ['microsoft-graph/graph-v1.0.trimmed.json'],
    absent: {
      'download-attachment': 'the raw content of an attachment (https://learn.microsoft.com/graph/api/attachment-get)',
    },
    wrong: {
      'send-message': {
        finding: /does not answer 202|takes application\/json, not a file/,
        why: 'it answers 202 Accepted, and takes MIME as text as well (https://learn.microsoft.com/graph/api/user-sendmail)',
      },
      'reply-to-message': {
        finding: /does not answer 202/,
        why: 'it answers 202 Accepted (https://learn.microsoft.com/graph/api/message-reply)',
      },
      'list-events': {
        finding: /orderby\[0\] is "start\/dateTime"/,
        why: 'ordered by a field of a field, as in Microsoft’s own tutorials (https://learn.microsoft.com/graph/tutorials)',
      },
    },
  },
  pagerduty: noneAtHand('https://developer.pagerduty.com/api-reference'),
  pinecone: {
    kind: 'openapi',
    files: ['pinecone/db_data_2026-04.json', 'pinecone/db_control_2026-04.json', 'pinecone/inference_2026-04.json'],
  },
  postmark: {
    kind: 'openapi',
    files: ['postmark/server.json', 'postmark/account.json'],
    credentials: ['x-postmark-server-token'],
    wrong: {
      'send-template': {
        finding: /^body\.Template(Id|Alias) is missing$/,
        why: 'one of the two is enough (https://postmarkapp.com/developer/api/templates-api#email-with-template)',
      },
      ...Object.fromEntries(
        ['list-bounces', 'activate-bounce', 'bounce'].map((part) => [
          part,
          {
            finding: /Bounces?(\[0\])?\.ID is a number, not text$/,
            why: 'its id is a number (https://postmarkapp.com/developer/api/bounce-api)',
          },
        ]),
      ),
    },
  },
  pushover: nonePublished('https://pushover.net/api'),
  qdrant: { kind: 'openapi', files: ['qdrant/openapi.json'] },
  raindrop: nonePublished('https://developer.raindrop.io'),
  reddit: nonePublished('https://www.reddit.com/dev/api'),
  replicate: { kind: 'openapi', files: ['replicate/openapi.json'] },
  resend: noneAtHand('https://resend.com/docs/api-reference'),
  salesforce: nonePublished('https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/'),
  sendgrid: { kind: 'openapi', files: ['sendgrid/oai_v3.json'] },
  sentry: {
    kind: 'openapi',
    files: ['sentry/openapi-derefed.json'],
    wrong: {
      'update-issue': {
        finding: /^body\.\w+ is missing$/,
        why: 'only the attributes that are sent are changed (https://docs.sentry.io/api/events/update-an-issue/)',
      },
    },
  },
  serpapi: nonePublished('https://serpapi.com/search-api'),
  sharepoint: { kind: 'graph', files: ['microsoft-graph/graph-v1.0.trimmed.json'] },
  shopify: { kind: 'graphql', files: ['shopify/admin_2026-10.graphql'], bases: ['/admin/api/2026-10/graphql.json'] },
  slack: {
    kind: 'slack',
    files: ['slack/slack_web_openapi_v2.json'],
    absent: {
      'download-file':
        'its address comes with the file and is no method (https://docs.slack.dev/reference/objects/file-object)',
    },
  },
  spotify: { kind: 'openapi', files: ['spotify/openapi.json'] },
  stripe: { kind: 'openapi', files: ['stripe/spec3.2023-08-16.json'] },
  supabase: nonePublished('https://supabase.com/docs/guides/api'),
  tavily: { kind: 'openapi', files: ['tavily/openapi.json'] },
  telegram: { kind: 'telegram', files: ['telegram/api.min.json'] },
  todoist: nonePublished('https://developer.todoist.com/api/v1/'),
  toggl: nonePublished('https://engineering.toggl.com/docs/'),
  trello: {
    kind: 'openapi',
    files: ['trello/swagger.v3.json'],
    wrong: {
      'list-boards': {
        finding: /^path\.id is "me"/,
        why: '`me` stands for whose token it is (https://developer.atlassian.com/cloud/trello/guides/rest-api/authorization/)',
      },
      'search-cards': {
        finding: /^reply is an object, not a list$/,
        why: 'it answers with an object by kind (https://developer.atlassian.com/cloud/trello/rest/api-group-search/)',
      },
    },
  },
  twilio: {
    kind: 'openapi',
    files: [
      'twilio/twilio_api_v2010.json',
      'twilio/twilio_verify_v2.json',
      'twilio/twilio_lookups_v2.json',
      'twilio/twilio_messaging_v1.json',
    ],
  },
  typeform: nonePublished('https://www.typeform.com/developers/'),
  vercel: { kind: 'openapi', files: ['vercel/openapi.json'] },
  webflow: { kind: 'openapi', files: ['webflow/v2.json'] },
  whatsapp: {
    kind: 'openapi',
    files: ['whatsapp/business-messaging-api_v23.0.json'],
    absent: {
      'download-media':
        'a file has an address of its own (https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media)',
    },
    wrong: {
      'send-media': {
        finding: /^body\.image\.caption is not a field/,
        why: 'a picture may have a caption (https://developers.facebook.com/docs/whatsapp/cloud-api/messages/image-messages)',
      },
      'list-templates': {
        finding: /^query\.after is not a parameter/,
        why: 'pages are turned as everywhere in the Graph API (https://developers.facebook.com/docs/graph-api/results)',
      },
      'mark-read': {
        finding: /^body\./,
        why: 'its call has no body but a message there (https://developers.facebook.com/docs/whatsapp/cloud-api/guides/mark-message-as-read)',
      },
    },
  },
  wikipedia: nonePublished('https://www.mediawiki.org/wiki/API:Main_page'),
  woocommerce: nonePublished('https://woocommerce.github.io/woocommerce-rest-api-docs/'),
  wordpress: nonePublished('https://developer.wordpress.org/rest-api/'),
  // The document still has the old name of the host; see https://docs.x.com/x-api/introduction.
  x: { kind: 'openapi', files: ['x-twitter/openapi-2.132.json'], hosts: ['api.x.com'] },
  youtube: { kind: 'discovery', files: ['google/youtube-v3.json', ...whoIsIt] },
  zendesk: { kind: 'openapi', files: ['zendesk/support-2.0.0.json'] },
}
