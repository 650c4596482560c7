import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import { accessKey, complaint, region } from './define-aws.ts'
import { type ActionReply, type Complaint, defineAction, defineIntegration, path } from './define-integration.ts'

const functionName = textParam({ required: true }).meta(
  hint({ title: 'Function', description: 'Its name or its ARN.', placeholder: 'my-function' }),
)
const qualifier = textParam()
  .optional()
  .meta(hint({ title: 'Version or alias', placeholder: '$LATEST', advanced: true }))

const arn = 'arn:aws:lambda:us-west-2:123456789012:function:my-function'
const shown = {
  ...{ FunctionName: 'my-function', FunctionArn: arn, Runtime: 'nodejs18.x', Handler: 'index.handler' },
  ...{ Role: 'arn:aws:iam::123456789012:role/service-role/my-function-role-uy3l9qyq', CodeSize: 266, Timeout: 3 },
  ...{ Description: '', MemorySize: 128, LastModified: '2026-01-02T03:04:05.000+0000', Version: '$LATEST' },
  ...{ CodeSha256: 'AAAAAXlXUb9G7DPbXdUQ5gLPmfHXc3f4kZcBZFD3wFQ=', TracingConfig: { Mode: 'PassThrough' } },
  ...{ RevisionId: 'a9c9e9c0-5d8e-4e0c-9d3b-000000000001', PackageType: 'Zip', Architectures: ['x86_64'] },
}
const configuration = { ...shown, Environment: { Variables: { API_TOKEN: 'kept out of what is given' } } }

export default defineIntegration({
  id: 'aws-lambda',
  title: 'AWS Lambda',
  category: 'developer',
  brand: null,
  summary: 'Call functions on AWS and look them up.',
  keywords: ['amazon', 'aws', 'serverless', 'function', 'invoke'],
  docsUrl: 'https://docs.aws.amazon.com/lambda/latest/api/',
  baseUrl: 'https://lambda.{region}.amazonaws.com',
  fields: [region],
  signIn: [accessKey('lambda', 'lambda:InvokeFunction, lambda:ListFunctions and lambda:GetFunctionConfiguration')],
  limits: { note: 'Calls that look functions up take 15 a second together; functions run up to 1000 at once.' },
  complaint: lambdaComplaint,
  test: {
    request: () => ({ method: 'GET', path: '/2015-03-31/functions/', query: { MaxItems: 1 } }),
    account: (body) => {
      const [first] = isJsonObject(body) && Array.isArray(body.Functions) ? body.Functions : []
      return isJsonObject(first) ? `Account ${String(first.FunctionArn).split(':')[4]}` : 'No functions yet'
    },
    example: {
      sends: { method: 'GET', path: '/2015-03-31/functions/', query: { MaxItems: '1' } },
      reply: { body: { Functions: [configuration] } },
      account: 'Account 123456789012',
    },
  },
  actions: {
    'invoke-function': defineAction({
      title: 'Call a function',
      summary: 'Runs a function and gives what it answers.',
      group: 'Functions',
      kind: 'write',
      input: z.object({
        functionName,
        payload: valueParam()
          .default({})
          .meta(hint({ title: 'What it is called with', control: 'json' })),
        wait: z
          .boolean()
          .default(true)
          .meta(hint({ title: 'Wait for its answer', description: 'Otherwise it runs on its own.' })),
        qualifier,
      }),
      request: ({ functionName, payload, wait, qualifier }) => ({
        method: 'POST',
        path: path`/2015-03-31/functions/${functionName}/invocations`,
        query: { Qualifier: qualifier || null },
        headers: { 'x-amz-invocation-type': wait ? 'RequestResponse' : 'Event' },
        body: { json: payload },
      }),
      answer: (body, { status }) => (status === 202 ? { accepted: true } : body),
      examples: [
        {
          input: { functionName: 'my-function', payload: { name: 'Bob' } },
          sends: {
            method: 'POST',
            path: '/2015-03-31/functions/my-function/invocations',
            headers: { 'x-amz-invocation-type': 'RequestResponse' },
            body: { name: 'Bob' },
          },
          reply: { body: { greeting: 'Hello, Bob' } },
          gives: { greeting: 'Hello, Bob' },
        },
        {
          title: 'without waiting',
          input: { functionName: 'my-function', payload: { name: 'Bob' }, wait: false, qualifier: 'live' },
          sends: {
            method: 'POST',
            path: '/2015-03-31/functions/my-function/invocations',
            query: { Qualifier: 'live' },
            headers: { 'x-amz-invocation-type': 'Event' },
            body: { name: 'Bob' },
          },
          reply: { status: 202, body: null },
          gives: { accepted: true },
        },
      ],
    }),
    'list-functions': defineAction({
      title: 'List functions',
      summary: 'Lists the functions of the region, without their environment variables.',
      group: 'Functions',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/2015-03-31/functions/' }),
      pages: {
        items: 'Functions',
        each: withoutEnvironment,
        size: { name: 'MaxItems', most: 50 },
        next: { cursor: 'NextMarker', name: 'Marker' },
      },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/2015-03-31/functions/' },
          reply: { body: { Functions: [configuration] } },
          gives: [shown],
        },
      ],
    }),
    'get-function': defineAction({
      title: 'Get a function',
      summary: 'Gives how a function is set up, without its environment variables.',
      group: 'Functions',
      kind: 'read',
      input: z.object({ functionName, qualifier }),
      request: ({ functionName, qualifier }) => ({
        method: 'GET',
        path: path`/2015-03-31/functions/${functionName}/configuration`,
        query: { Qualifier: qualifier || null },
      }),
      answer: withoutEnvironment,
      examples: [
        {
          input: { functionName: 'my-function', qualifier: '$LATEST' },
          sends: {
            method: 'GET',
            path: '/2015-03-31/functions/my-function/configuration',
            query: { Qualifier: '$LATEST' },
          },
          reply: { body: configuration },
          gives: shown,
        },
      ],
    }),
    'list-versions': defineAction({
      title: 'List versions of a function',
      summary: 'Lists the published versions of a function, without their environment variables.',
      group: 'Functions',
      kind: 'read',
      input: z.object({ functionName }),
      request: ({ functionName }) => ({ method: 'GET', path: path`/2015-03-31/functions/${functionName}/versions` }),
      pages: {
        items: 'Versions',
        each: withoutEnvironment,
        size: { name: 'MaxItems', most: 50 },
        next: { cursor: 'NextMarker', name: 'Marker' },
      },
      examples: [
        {
          input: { functionName: 'my-function' },
          sends: { method: 'GET', path: '/2015-03-31/functions/my-function/versions' },
          reply: { body: { Versions: [configuration] } },
          gives: [shown],
        },
      ],
    }),
  },
})

/** Passwords often stand in it, and what a node gives is kept with the run. */
function withoutEnvironment(item: Json): Json {
  if (!isJsonObject(item)) return item
  const { Environment: _, ...rest }: JsonObject = item
  return rest
}

/** A function that failed is answered with status 200, and a header that says so. */
function lambdaComplaint(reply: ActionReply): Complaint | null {
  const { headers, body } = reply
  if (headers['x-amz-function-error'] === undefined) return complaint(reply)
  const { errorMessage, errorType } = isJsonObject(body) ? body : {}
  return {
    message: typeof errorMessage === 'string' && errorMessage !== '' ? errorMessage : 'the function failed',
    ...(typeof errorType === 'string' && { code: errorType }),
    isSignIn: false,
    retryable: false,
  }
}
