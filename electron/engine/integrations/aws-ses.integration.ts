import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type JsonObject } from '../../../shared/json.ts'
import { accessKey, complaint, region } from './define-aws.ts'
import { defineAction, defineIntegration, path } from './define-integration.ts'

const from = textParam({ required: true }).meta(
  hint({ title: 'From', description: 'An identity that is verified.', placeholder: 'Acme <hello@example.com>' }),
)
const people = (title: string) =>
  z
    .array(z.string())
    .default([])
    .meta(hint({ title, control: 'text-list', advanced: true }))
const to = z
  .array(z.string())
  .min(1)
  .max(50)
  .meta(hint({ title: 'To', control: 'text-list', placeholder: 'jane@example.com' }))
const replyTo = people('Answers to')
const configurationSet = textParam()
  .optional()
  .meta(hint({ title: 'Configuration set', advanced: true }))
const address = textParam({ required: true }).meta(hint({ title: 'Address', placeholder: 'jane@example.com' }))
const html = textParam()
  .optional()
  .meta(hint({ title: 'HTML', description: 'Shown in place of the text where it can be.', control: 'long-text' }))
const reason = z.enum(['BOUNCE', 'COMPLAINT'])
const reasons = { BOUNCE: 'It bounced', COMPLAINT: 'It was called spam' }

const sent = z.looseObject({ MessageId: z.string() })
const messageId = '010701929d5b7c1a-4e3a0b52-8a56-4f0e-9c1e-1d9f5a3b2c11-000000'
const identity = {
  ...{ IdentityType: 'DOMAIN', IdentityName: 'example.com', SendingEnabled: true, VerificationStatus: 'SUCCESS' },
}
const template = { TemplateName: 'welcome', CreatedTimestamp: '2026-01-02T03:04:05Z' }
const suppressed = { EmailAddress: 'jane@example.com', Reason: 'BOUNCE', LastUpdateTime: '2026-01-02T03:04:05Z' }
const account = {
  ...{ DedicatedIpAutoWarmupEnabled: false, EnforcementStatus: 'HEALTHY', ProductionAccessEnabled: true },
  ...{ SendQuota: { Max24HourSend: 50000, MaxSendRate: 14, SentLast24Hours: 120 }, SendingEnabled: true },
  ...{ SuppressionAttributes: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] } },
}
const next = { cursor: 'NextToken', name: 'NextToken' }

export default defineIntegration({
  id: 'aws-ses',
  title: 'Amazon SES',
  category: 'mail',
  brand: null,
  summary: 'Send emails through AWS, and see who must not get any.',
  keywords: ['amazon', 'aws', 'email', 'mail', 'transactional', 'simple email service'],
  docsUrl: 'https://docs.aws.amazon.com/ses/latest/APIReference-V2/',
  baseUrl: 'https://email.{region}.amazonaws.com',
  fields: [region],
  signIn: [accessKey('ses', 'ses:SendEmail, ses:GetAccount and ses:ListEmailIdentities')],
  limits: { note: 'As many emails a second as your account may send; most other calls once a second.' },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/v2/email/account' }),
    account: (body) =>
      isJsonObject(body) && body.ProductionAccessEnabled === true ? 'Production' : 'Sandbox: verified addresses only',
    example: {
      sends: { method: 'GET', path: '/v2/email/account' },
      reply: { body: account },
      account: 'Production',
    },
  },
  actions: {
    'send-email': defineAction({
      title: 'Send an email',
      summary: 'Sends an email to one or more people.',
      group: 'Emails',
      kind: 'send',
      input: z.object({
        from,
        to,
        subject: textParam({ required: true }).meta(hint({ title: 'Subject' })),
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text' })),
        html,
        cc: people('Copy'),
        bcc: people('Blind copy'),
        replyTo,
        configurationSet,
      }),
      request: ({ from, to, subject, text, html, cc, bcc, replyTo, configurationSet }) => ({
        method: 'POST',
        path: '/v2/email/outbound-emails',
        body: {
          json: {
            ...addressed({ from, to, cc, bcc, replyTo, configurationSet }),
            Content: {
              Simple: {
                Subject: inUtf8(subject),
                Body: { Text: inUtf8(text), Html: html ? inUtf8(html) : undefined },
              },
            },
          },
        },
      }),
      reply: sent,
      answer: ({ MessageId }) => ({ id: MessageId }),
      examples: [
        {
          input: {
            ...{ from: 'Acme <hello@example.com>', to: ['jane@example.com'], subject: 'Welcome', text: 'Hello Jane' },
            ...{ html: '<p>Hello Jane</p>', cc: ['team@example.com'], replyTo: ['help@example.com'] },
          },
          sends: {
            method: 'POST',
            path: '/v2/email/outbound-emails',
            body: {
              FromEmailAddress: 'Acme <hello@example.com>',
              Destination: { ToAddresses: ['jane@example.com'], CcAddresses: ['team@example.com'] },
              ReplyToAddresses: ['help@example.com'],
              Content: {
                Simple: {
                  Subject: { Data: 'Welcome', Charset: 'UTF-8' },
                  Body: {
                    Text: { Data: 'Hello Jane', Charset: 'UTF-8' },
                    Html: { Data: '<p>Hello Jane</p>', Charset: 'UTF-8' },
                  },
                },
              },
            },
          },
          reply: { body: { MessageId: messageId } },
          gives: { id: messageId },
        },
      ],
    }),
    'send-template': defineAction({
      title: 'Send a template',
      summary: 'Sends an email made from a template.',
      group: 'Emails',
      kind: 'send',
      input: z.object({
        from,
        to,
        template: textParam({ required: true }).meta(hint({ title: 'Template', placeholder: 'welcome' })),
        values: z
          .record(z.string(), z.json())
          .default({})
          .meta(hint({ title: 'Values', description: 'What stands in its gaps.', control: 'json' })),
        cc: people('Copy'),
        bcc: people('Blind copy'),
        replyTo,
        configurationSet,
      }),
      request: ({ template, values, ...rest }) => ({
        method: 'POST',
        path: '/v2/email/outbound-emails',
        body: {
          json: {
            ...addressed(rest),
            Content: { Template: { TemplateName: template, TemplateData: JSON.stringify(values) } },
          },
        },
      }),
      reply: sent,
      answer: ({ MessageId }) => ({ id: MessageId }),
      examples: [
        {
          input: {
            ...{ from: 'hello@example.com', to: ['jane@example.com'], template: 'welcome', values: { name: 'Jane' } },
            configurationSet: 'product',
          },
          sends: {
            method: 'POST',
            path: '/v2/email/outbound-emails',
            body: {
              FromEmailAddress: 'hello@example.com',
              Destination: { ToAddresses: ['jane@example.com'] },
              ConfigurationSetName: 'product',
              Content: { Template: { TemplateName: 'welcome', TemplateData: '{"name":"Jane"}' } },
            },
          },
          reply: { body: { MessageId: messageId } },
          gives: { id: messageId },
        },
      ],
    }),
    'list-templates': defineAction({
      title: 'List templates',
      summary: 'Lists the names of the email templates.',
      group: 'Templates',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/v2/email/templates' }),
      pages: { items: 'TemplatesMetadata', size: { name: 'PageSize', most: 100 }, next },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/v2/email/templates' },
          reply: { body: { TemplatesMetadata: [template] } },
          gives: [template],
        },
      ],
    }),
    'create-template': defineAction({
      title: 'Create a template',
      summary: 'Creates an email template; gaps are written {{name}}.',
      group: 'Templates',
      kind: 'write',
      input: z.object({
        name: textParam({ required: true }).meta(hint({ title: 'Name', placeholder: 'welcome' })),
        subject: textParam({ required: true }).meta(hint({ title: 'Subject', raw: true })),
        text: textParam({ required: true }).meta(hint({ title: 'Text', control: 'long-text', raw: true })),
        html: textParam()
          .optional()
          .meta(hint({ title: 'HTML', control: 'long-text', raw: true })),
      }),
      request: ({ name, subject, text, html }) => ({
        method: 'POST',
        path: '/v2/email/templates',
        body: {
          json: { TemplateName: name, TemplateContent: { Subject: subject, Text: text, Html: html || undefined } },
        },
      }),
      answer: (_, { input: { name } }) => ({ name }),
      examples: [
        {
          input: { name: 'welcome', subject: 'Welcome, {{name}}', text: 'Hello {{name}}' },
          sends: {
            method: 'POST',
            path: '/v2/email/templates',
            body: {
              TemplateName: 'welcome',
              TemplateContent: { Subject: 'Welcome, {{name}}', Text: 'Hello {{name}}' },
            },
          },
          reply: { body: {} },
          gives: { name: 'welcome' },
        },
      ],
    }),
    'list-identities': defineAction({
      title: 'List identities',
      summary: 'Lists the addresses and domains mail may be sent from.',
      group: 'Identities',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/v2/email/identities' }),
      pages: { items: 'EmailIdentities', size: { name: 'PageSize', most: 1000 }, next },
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/v2/email/identities' },
          reply: { body: { EmailIdentities: [identity] } },
          gives: [identity],
        },
      ],
    }),
    'create-identity': defineAction({
      title: 'Add an identity',
      summary: 'Begins to verify an address, which gets an email, or a domain, whose DNS records it gives.',
      group: 'Identities',
      kind: 'write',
      input: z.object({
        identity: textParam({ required: true }).meta(hint({ title: 'Address or domain', placeholder: 'example.com' })),
      }),
      request: ({ identity }) => ({
        method: 'POST',
        path: '/v2/email/identities',
        body: { json: { EmailIdentity: identity } },
      }),
      examples: [
        {
          input: { identity: 'example.com' },
          sends: { method: 'POST', path: '/v2/email/identities', body: { EmailIdentity: 'example.com' } },
          reply: { body: verifying() },
          gives: verifying(),
        },
      ],
    }),
    'list-suppressed': defineAction({
      title: 'List suppressed addresses',
      summary: 'Lists addresses that get no mail, since it bounced or was called spam.',
      group: 'Suppression',
      kind: 'read',
      input: z.object({
        reason: z
          .enum(['any', 'BOUNCE', 'COMPLAINT'])
          .default('any')
          .meta(hint({ title: 'Reason', choices: { any: 'Any', ...reasons } })),
      }),
      request: ({ reason }) => ({
        method: 'GET',
        path: '/v2/email/suppression/addresses',
        query: { Reason: reason === 'any' ? null : [reason] },
      }),
      pages: { items: 'SuppressedDestinationSummaries', size: { name: 'PageSize', most: 1000 }, next },
      examples: [
        {
          input: { reason: 'BOUNCE' },
          sends: { method: 'GET', path: '/v2/email/suppression/addresses', query: { Reason: ['BOUNCE'] } },
          reply: { body: { SuppressedDestinationSummaries: [suppressed] } },
          gives: [suppressed],
        },
      ],
    }),
    suppress: defineAction({
      title: 'Suppress an address',
      summary: 'Sends an address nothing any more.',
      group: 'Suppression',
      kind: 'write',
      input: z.object({
        address,
        reason: reason.default('COMPLAINT').meta(hint({ title: 'Reason', choices: reasons })),
      }),
      request: ({ address, reason }) => ({
        method: 'PUT',
        path: '/v2/email/suppression/addresses',
        body: { json: { EmailAddress: address, Reason: reason } },
      }),
      answer: (_, { input: { address } }) => ({ address, suppressed: true }),
      examples: [
        {
          input: { address: 'jane@example.com' },
          sends: {
            method: 'PUT',
            path: '/v2/email/suppression/addresses',
            body: { EmailAddress: 'jane@example.com', Reason: 'COMPLAINT' },
          },
          reply: { body: {} },
          gives: { address: 'jane@example.com', suppressed: true },
        },
      ],
    }),
    unsuppress: defineAction({
      title: 'Allow an address again',
      summary: 'Takes an address off the suppression list.',
      group: 'Suppression',
      kind: 'delete',
      input: z.object({ address }),
      request: ({ address }) => ({ method: 'DELETE', path: path`/v2/email/suppression/addresses/${address}` }),
      answer: (_, { input: { address } }) => ({ address, suppressed: false }),
      examples: [
        {
          input: { address: 'jane@example.com' },
          sends: { method: 'DELETE', path: '/v2/email/suppression/addresses/jane%40example.com' },
          reply: { body: {} },
          gives: { address: 'jane@example.com', suppressed: false },
        },
      ],
    }),
  },
})

type Addressed = {
  from: string
  to: string[]
  cc: string[]
  bcc: string[]
  replyTo: string[]
  configurationSet?: string | undefined
}

function addressed({ from, to, cc, bcc, replyTo, configurationSet }: Addressed) {
  return {
    FromEmailAddress: from,
    Destination: {
      ToAddresses: to,
      CcAddresses: cc.length > 0 ? cc : undefined,
      BccAddresses: bcc.length > 0 ? bcc : undefined,
    },
    ReplyToAddresses: replyTo.length > 0 ? replyTo : undefined,
    ConfigurationSetName: configurationSet || undefined,
  }
}

function inUtf8(text: string) {
  return { Data: text, Charset: 'UTF-8' }
}

function verifying(): JsonObject {
  return {
    ...{ IdentityType: 'DOMAIN', VerifiedForSendingStatus: false },
    DkimAttributes: {
      ...{ SigningEnabled: true, Status: 'NOT_STARTED', SigningAttributesOrigin: 'AWS_SES' },
      Tokens: ['vvjuipp74whm76gqoni7qmwwn4w4qusjiainivf6sf', '3frqe7jn4obpuxjpwpolz6ipb3k5nvt2nhjpik2oy'],
    },
  }
}
