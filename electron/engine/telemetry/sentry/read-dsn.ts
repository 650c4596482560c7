import { userError } from '../../../../shared/errors.ts'

/** Where a project of Sentry takes what is sent to it. */
export type Dsn = {
  publicKey: string
  /** Takes envelopes: https://develop.sentry.dev/sdk/data-model/envelopes/. */
  endpoint: string
  /** What may be shown of it: host and project. */
  hint: string
}

/** Reads `https://KEY@HOST/PATH/PROJECT`. Throws a user error where it is something else. */
export function readDsn(text: string): Dsn {
  const url = URL.parse(text.trim())
  const [, path = '', project] = /^(.*)\/(\d+)\/?$/.exec(url?.pathname ?? '') ?? []
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:'
  if (!url || !isWeb || url.username === '' || project === undefined || url.search !== '' || url.hash !== '') {
    throw userError('telemetry.bad-dsn', 'This is not the address of a Sentry project (DSN).', {
      hint: 'It reads like https://key@o1.ingest.sentry.io/2 and stands in the settings of the project, under Client Keys.',
      field: 'sentry.dsn',
    })
  }
  return {
    publicKey: decodeURIComponent(url.username),
    endpoint: `${url.origin}${path}/api/${project}/envelope/`,
    hint: `${url.host}${path}/${project}`,
  }
}
