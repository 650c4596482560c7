import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json } from '../../../shared/json.ts'
import { accessKey, complaint, region } from './define-aws.ts'
import { type ActionRequest, defineAction, defineIntegration, type LooseJson } from './define-integration.ts'

const queueUrl = z
  .string()
  .regex(/^https:\/\/\S+$/, 'must be the address of a queue')
  .meta(
    hint({
      title: 'Queue',
      description: 'Its address, as the console shows it.',
      placeholder: 'https://sqs.us-east-1.amazonaws.com/123456789012/orders',
    }),
  )
const receiptHandle = textParam({ required: true }).meta(
  hint({ title: 'Receipt', description: 'The `receipt` of a message that was received.' }),
)
const seconds = (title: string, most: number, description: string) =>
  z
    .number()
    .int()
    .min(0)
    .max(most)
    .meta(hint({ title, description, advanced: true }))

const queue = 'https://sqs.us-east-1.amazonaws.com/177715257436/MyQueue'
const receipt = 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a'
const message = {
  ...{ MessageId: '219f8380-5770-4cc2-8c3e-5c715e145f5e', ReceiptHandle: receipt, Body: '{"order": 7}' },
  ...{ MD5OfBody: '5a8dd3ad0756a93ded72b823b19dd877', Attributes: { SentTimestamp: '1767323045000' } },
}

export default defineIntegration({
  id: 'aws-sqs',
  title: 'Amazon SQS',
  category: 'developer',
  brand: null,
  summary: 'Put messages in queues and take them out.',
  keywords: ['amazon', 'aws', 'queue', 'message', 'worker'],
  docsUrl: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/',
  baseUrl: 'https://sqs.{region}.amazonaws.com',
  fields: [region],
  signIn: [accessKey('sqs', 'sqs:ListQueues, sqs:SendMessage, sqs:ReceiveMessage and sqs:DeleteMessage')],
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  limits: { note: 'Standard queues take nearly any number; FIFO queues 300 calls a second.' },
  complaint,
  test: {
    request: () => call('ListQueues', { MaxResults: 1 }),
    account: (body) => {
      const [first] = isJsonObject(body) && Array.isArray(body.QueueUrls) ? body.QueueUrls : []
      return typeof first === 'string' ? `Account ${first.split('/')[3]}` : 'No queues yet'
    },
    example: {
      sends: sends('ListQueues', { MaxResults: 1 }),
      reply: { body: { QueueUrls: [queue] } },
      account: 'Account 177715257436',
    },
  },
  actions: {
    'send-message': defineAction({
      title: 'Send a message',
      summary: 'Puts a message in a queue.',
      group: 'Messages',
      kind: 'write',
      input: z.object({
        queueUrl,
        text: textParam({ required: true }).meta(hint({ title: 'Message', control: 'long-text' })),
        attributes: z
          .record(z.string(), z.string())
          .default({})
          .meta(hint({ title: 'Attributes', control: 'key-values', advanced: true })),
        delaySeconds: seconds('Delay', 900, 'Seconds before anyone can receive it.').optional(),
        groupId: textParam()
          .optional()
          .meta(
            hint({
              title: 'Group',
              description: 'FIFO queues need one: messages of it stay in order.',
              advanced: true,
            }),
          ),
        onceId: textParam()
          .optional()
          .meta(
            hint({
              title: 'Sent once by',
              description: 'In a FIFO queue a second message with the same text here is dropped for five minutes.',
              advanced: true,
            }),
          ),
      }),
      request: ({ queueUrl, text, attributes, delaySeconds, groupId, onceId }) =>
        call('SendMessage', {
          QueueUrl: queueUrl,
          MessageBody: text,
          DelaySeconds: delaySeconds,
          MessageAttributes: Object.keys(attributes).length > 0 ? typedAttributes(attributes) : undefined,
          MessageGroupId: groupId || undefined,
          MessageDeduplicationId: onceId || undefined,
        }),
      reply: z.looseObject({ MessageId: z.string(), SequenceNumber: z.string().optional() }),
      answer: ({ MessageId, SequenceNumber }) => ({
        id: MessageId,
        ...(SequenceNumber && { sequence: SequenceNumber }),
      }),
      examples: [
        {
          input: { queueUrl: queue, text: 'Order 7 was paid', attributes: { source: 'shop' }, delaySeconds: 10 },
          sends: sends('SendMessage', {
            QueueUrl: queue,
            MessageBody: 'Order 7 was paid',
            DelaySeconds: 10,
            MessageAttributes: { source: { DataType: 'String', StringValue: 'shop' } },
          }),
          reply: {
            body: {
              MessageId: '219f8380-5770-4cc2-8c3e-5c715e145f5e',
              MD5OfMessageBody: 'fafb00f5732ab283681e124bf8747ed1',
            },
          },
          gives: { id: '219f8380-5770-4cc2-8c3e-5c715e145f5e' },
        },
      ],
    }),
    'receive-messages': defineAction({
      title: 'Receive messages',
      summary: 'Takes messages out of a queue for a while; delete each when it is done, or it comes back.',
      group: 'Messages',
      kind: 'write',
      input: z.object({
        queueUrl,
        most: z
          .number()
          .int()
          .min(1)
          .max(10)
          .default(10)
          .meta(hint({ title: 'At most' })),
        waitSeconds: seconds('Wait', 20, 'Seconds to wait for one where there is none.').default(0),
        hiddenSeconds: seconds('Hidden for', 43200, 'Seconds until they come back; as the queue says.').optional(),
      }),
      request: ({ queueUrl, most, waitSeconds, hiddenSeconds }) =>
        call('ReceiveMessage', {
          QueueUrl: queueUrl,
          MaxNumberOfMessages: most,
          WaitTimeSeconds: waitSeconds,
          VisibilityTimeout: hiddenSeconds,
          AttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
      // The list is left out where the queue is empty.
      reply: z.looseObject({ Messages: z.array(z.json()).nullish() }),
      answer: ({ Messages }) => (Messages ?? []).map(plainMessage),
      examples: [
        {
          input: { queueUrl: queue, most: 5 },
          sends: sends('ReceiveMessage', {
            QueueUrl: queue,
            MaxNumberOfMessages: 5,
            WaitTimeSeconds: 0,
            AttributeNames: ['All'],
            MessageAttributeNames: ['All'],
          }),
          reply: {
            body: {
              Messages: [{ ...message, MessageAttributes: { source: { DataType: 'String', StringValue: 'shop' } } }],
            },
          },
          gives: [
            {
              id: '219f8380-5770-4cc2-8c3e-5c715e145f5e',
              receipt,
              text: '{"order": 7}',
              attributes: { source: 'shop' },
              system: { SentTimestamp: '1767323045000' },
            },
          ],
        },
        {
          title: 'an empty queue',
          input: { queueUrl: queue, most: 1, waitSeconds: 20 },
          sends: sends('ReceiveMessage', {
            QueueUrl: queue,
            MaxNumberOfMessages: 1,
            WaitTimeSeconds: 20,
            AttributeNames: ['All'],
            MessageAttributeNames: ['All'],
          }),
          reply: { body: {} },
          gives: [],
        },
      ],
    }),
    'delete-message': defineAction({
      title: 'Delete a message',
      summary: 'Takes a message that was received out of its queue for good.',
      group: 'Messages',
      kind: 'delete',
      input: z.object({ queueUrl, receiptHandle }),
      request: ({ queueUrl, receiptHandle }) =>
        call('DeleteMessage', { QueueUrl: queueUrl, ReceiptHandle: receiptHandle }),
      answer: () => ({ deleted: true }),
      examples: [
        {
          input: { queueUrl: queue, receiptHandle: receipt },
          sends: sends('DeleteMessage', { QueueUrl: queue, ReceiptHandle: receipt }),
          reply: { body: null },
          gives: { deleted: true },
        },
      ],
    }),
    'list-queues': defineAction({
      title: 'List queues',
      summary: 'Lists the addresses of the region’s queues.',
      group: 'Queues',
      kind: 'read',
      input: z.object({
        prefix: textParam()
          .optional()
          .meta(hint({ title: 'Beginning with', placeholder: 'orders-' })),
      }),
      request: ({ prefix }) => call('ListQueues', { QueueNamePrefix: prefix || undefined }),
      pages: {
        items: 'QueueUrls',
        size: { name: 'MaxResults', in: 'json', most: 1000 },
        next: { cursor: 'NextToken', name: 'NextToken', in: 'json' },
      },
      examples: [
        {
          input: { prefix: 'My' },
          sends: sends('ListQueues', { QueueNamePrefix: 'My' }),
          reply: { body: { QueueUrls: [queue] } },
          gives: [queue],
        },
      ],
    }),
    'get-queue': defineAction({
      title: 'Get a queue',
      summary: 'Gives a queue’s settings and about how many messages wait in it.',
      group: 'Queues',
      kind: 'read',
      input: z.object({ queueUrl }),
      request: ({ queueUrl }) => call('GetQueueAttributes', { QueueUrl: queueUrl, AttributeNames: ['All'] }),
      reply: z.looseObject({ Attributes: z.record(z.string(), z.string()) }),
      answer: ({ Attributes }) => Attributes,
      examples: [
        {
          input: { queueUrl: queue },
          sends: sends('GetQueueAttributes', { QueueUrl: queue, AttributeNames: ['All'] }),
          reply: { body: { Attributes: { ApproximateNumberOfMessages: '3', VisibilityTimeout: '30' } } },
          gives: { ApproximateNumberOfMessages: '3', VisibilityTimeout: '30' },
        },
      ],
    }),
  },
})

/** The JSON protocol: one address, and the header says what is asked for. */
function call(operation: string, json: LooseJson): ActionRequest {
  return { method: 'POST', path: '/', headers: { 'x-amz-target': `AmazonSQS.${operation}` }, body: { json } }
}

function sends(operation: string, body: Json) {
  return { method: 'POST', path: '/', headers: { 'x-amz-target': `AmazonSQS.${operation}` }, body }
}

function typedAttributes(attributes: Record<string, string>) {
  const typed = Object.entries(attributes).map(([name, text]) => [name, { DataType: 'String', StringValue: text }])
  return Object.fromEntries(typed)
}

function plainMessage(message: Json): Json {
  if (!isJsonObject(message)) return message
  const attributes = isJsonObject(message.MessageAttributes) ? Object.entries(message.MessageAttributes) : []
  return {
    id: message.MessageId ?? null,
    receipt: message.ReceiptHandle ?? null,
    text: message.Body ?? null,
    attributes: Object.fromEntries(
      attributes.map(([name, one]) => [name, isJsonObject(one) ? (one.StringValue ?? one.BinaryValue ?? null) : null]),
    ),
    system: message.Attributes ?? {},
  }
}
