import { isJsonObject } from '../../../shared/json.ts'
import type { ActionReply, Complaint, FieldSpec, SignedSignIn } from './define-integration.ts'

/** What all services of Amazon Web Services have in common. */

export const region: FieldSpec = {
  name: 'region',
  title: 'Region',
  description: 'Where what you use is kept, as the console shows it.',
  placeholder: 'eu-central-1',
  pattern: /[a-z]{2}(-[a-z]+)+-\d/,
  initial: 'us-east-1',
}

/** `service` as signatures name it; `may`: what the key has to be allowed, in AWS's words. */
export function accessKey(service: string, may: string): SignedSignIn {
  return {
    id: 'access-key',
    kind: 'signed',
    title: 'Access key',
    summary: 'Requests are signed with the key; the secret itself is never sent.',
    setupUrl: 'https://console.aws.amazon.com/iam/home#/users',
    setup: [
      'In the IAM console, create a user for Niti, without access to the console.',
      `Give it a policy that allows what your workflows need and nothing else, such as ${may}.`,
      'Open the user’s “Security credentials”, create an access key for an application running outside AWS, and copy both parts.',
    ],
    secrets: [
      { name: 'accessKeyId', title: 'Access key ID', placeholder: 'AKIA…', pattern: /[A-Z0-9]{16,128}/ },
      { name: 'secretAccessKey', title: 'Secret access key', pattern: /\S{20,}/ },
      {
        name: 'sessionToken',
        title: 'Session token',
        description: 'Only for a temporary key (ASIA…), which works for some hours.',
        optional: true,
      },
    ],
    scheme: 'aws',
    service,
  }
}

/** The credential itself is refused; AccessDenied means that it is good but may not do this. */
const refused = [
  ...['UnrecognizedClientException', 'InvalidSignatureException', 'SignatureDoesNotMatch', 'InvalidClientTokenId'],
  ...['IncompleteSignature', 'IncompleteSignatureException', 'MissingAuthenticationToken', 'ExpiredTokenException'],
  ...['MissingAuthenticationTokenException', 'InvalidAccessKeyId', 'ExpiredToken', 'AccessDenied.InvalidSignature'],
]

/** Said with status 400, though waiting helps. */
const later = [
  ...['ThrottlingException', 'Throttling', 'ProvisionedThroughputExceededException', 'RequestLimitExceeded'],
  ...['TooManyRequestsException', 'RequestThrottled', 'TransactionConflictException'],
]

/**
 * The code is in the body (`com.amazonaws.dynamodb.v20120810#ResourceNotFoundException`) or in a header, with an address
 * behind a colon (smithy.io, AWS JSON 1.0 and REST JSON protocols).
 */
export function complaint({ status, headers, body }: ActionReply): Complaint | null {
  if (status < 400) return null
  const said = isJsonObject(body) ? body : {}
  const type = headers['x-amzn-errortype'] ?? said.__type ?? said.code
  const code = typeof type === 'string' ? (type.split(':')[0]?.split('#').at(-1) ?? '') : ''
  const text = said.message ?? said.Message ?? said.errorMessage
  if (code === '' && typeof text !== 'string') return null
  const message = typeof text === 'string' && text !== '' ? text : code
  return {
    message,
    ...(code !== '' && { code }),
    isSignIn: refused.includes(code),
    ...(later.includes(code) && { retryable: true }),
  }
}
