import { z } from 'zod'
import { hint, textParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  type Pages,
  path,
} from './define-integration.ts'

const customerId = textParam({ required: true }).meta(hint({ title: 'Customer', placeholder: 'cus_…' }))
const forCustomer = textParam()
  .optional()
  .meta(hint({ title: 'Of the customer', placeholder: 'cus_…' }))
const amount = z
  .number()
  .int()
  .min(1)
  .meta(hint({ title: 'Amount', description: 'In the smallest unit of the currency: 1000 is $10.' }))
const currency = z
  .string()
  .regex(/^[a-z]{3}$/, 'must be a currency such as usd')
  .default('usd')
  .meta(hint({ title: 'Currency', placeholder: 'usd' }))

/** The next page begins after the last entry of this one. */
const pages: Pages = {
  items: 'data',
  size: { name: 'limit', most: 100 },
  next: ({ request, reply: { body } }) => {
    const list = isJsonObject(body) && Array.isArray(body.data) ? body.data : []
    const last = list.at(-1)
    if (!isJsonObject(body) || body.has_more !== true || !isJsonObject(last)) return null
    return { ...request, query: { ...request.query, starting_after: String(last.id) } }
  },
}
const list = (url: string, ...data: JsonObject[]) => ({ object: 'list', url, has_more: false, data })

const customer = {
  ...{ id: 'cus_NffrFeUfNV2Hib', object: 'customer', created: 1680893993, livemode: false, email: 'jenny@example.com' },
  ...{ name: 'Jenny Rosen', description: null, balance: 0, currency: null, phone: null, metadata: {} },
}
const charge = {
  ...{ id: 'ch_3MmlLrLkdIwHu7ix0snN0B15', object: 'charge', amount: 1099, amount_captured: 1099, amount_refunded: 0 },
  ...{ billing_details: { address: null, email: null, name: null, phone: null }, captured: true, created: 1679090539 },
  ...{
    currency: 'usd',
    disputed: false,
    livemode: false,
    metadata: {},
    paid: true,
    refunded: false,
    status: 'succeeded',
  },
}
const subscription = {
  ...{
    id: 'sub_1MowQVLkdIwHu7ixeRlqHVzs',
    object: 'subscription',
    automatic_tax: { enabled: false },
    created: 1679609767,
  },
  ...{ billing_cycle_anchor: 1679609767, cancel_at_period_end: false, collection_method: 'charge_automatically' },
  ...{
    currency: 'usd',
    current_period_end: 1682288167,
    current_period_start: 1679609767,
    customer: 'cus_Na6dX7aXxi11N4',
  },
  ...{ livemode: false, metadata: {}, start_date: 1679609767, status: 'active' },
  items: list('/v1/subscription_items?subscription=sub_1MowQVLkdIwHu7ixeRlqHVzs'),
}
const event = {
  ...{ id: 'evt_1NG8Du2eZvKYlo2CUI79vXWy', object: 'event', created: 1686089970, livemode: false, pending_webhooks: 0 },
  ...{ type: 'charge.succeeded', api_version: '2023-08-16', data: { object: charge } },
}
const told = { id: event.id, type: event.type, created: event.created, object: charge }

export default defineIntegration({
  id: 'stripe',
  title: 'Stripe',
  category: 'payments',
  brand: 'stripe',
  summary: 'Look up customers and payments, ask for money and give it back.',
  keywords: ['payment', 'invoice', 'subscription', 'refund', 'checkout', 'billing'],
  docsUrl: 'https://docs.stripe.com/api',
  baseUrl: 'https://api.stripe.com',
  signIn: [
    {
      id: 'key',
      kind: 'secret',
      title: 'Restricted key',
      setupUrl: 'https://dashboard.stripe.com/apikeys/create',
      setup: [
        'Create a restricted key (rk_…) that may do what your workflows need and nothing else.',
        'To try things, create it in test mode: no real money moves then.',
      ],
      secrets: [{ name: 'key', title: 'Key', placeholder: 'rk_test_…', pattern: /[rs]k_(test|live)_\w+/ }],
      place: { headers: { authorization: 'Bearer {key}' } },
    },
  ],
  headers: { 'stripe-version': '2023-08-16' },
  limits: {
    windows: [{ requests: 25, seconds: 1 }],
    note: '100 requests a second in live mode, 25 in test mode.',
  },
  complaint,
  test: {
    request: () => ({ method: 'GET', path: '/v1/balance' }),
    account: (body) => (isJsonObject(body) ? (body.livemode ? 'Live mode' : 'Test mode') : ''),
    example: {
      sends: { method: 'GET', path: '/v1/balance' },
      reply: {
        body: {
          ...{ object: 'balance', livemode: false, available: [{ amount: 666670, currency: 'usd' }] },
          pending: [{ amount: 61414, currency: 'usd' }],
        },
      },
      account: 'Test mode',
    },
  },
  actions: {
    'list-customers': defineAction({
      title: 'List customers',
      summary: 'Lists customers, the newest first.',
      group: 'Customers',
      kind: 'read',
      input: z.object({
        email: textParam()
          .optional()
          .meta(hint({ title: 'With the email', placeholder: 'jenny@example.com' })),
      }),
      request: ({ email }) => ({ method: 'GET', path: '/v1/customers', query: { email: email || null } }),
      pages,
      examples: [
        {
          input: { email: 'jenny@example.com' },
          sends: { method: 'GET', path: '/v1/customers', query: { email: 'jenny@example.com' } },
          reply: { body: list('/v1/customers', customer) },
          gives: [customer],
        },
      ],
    }),
    'get-customer': defineAction({
      title: 'Get a customer',
      summary: 'Gives a customer by id.',
      group: 'Customers',
      kind: 'read',
      input: z.object({ customerId }),
      request: ({ customerId }) => ({ method: 'GET', path: path`/v1/customers/${customerId}` }),
      examples: [
        {
          input: { customerId: 'cus_NffrFeUfNV2Hib' },
          sends: { method: 'GET', path: '/v1/customers/cus_NffrFeUfNV2Hib' },
          reply: { body: customer },
          gives: customer,
        },
      ],
    }),
    'create-customer': defineAction({
      title: 'Create a customer',
      summary: 'Creates a customer.',
      group: 'Customers',
      kind: 'write',
      input: z.object({
        email: textParam().meta(hint({ title: 'Email', placeholder: 'jenny@example.com' })),
        name: textParam()
          .optional()
          .meta(hint({ title: 'Name' })),
        description: textParam()
          .optional()
          .meta(hint({ title: 'Description', advanced: true })),
      }),
      request: ({ email, name, description }) => ({
        method: 'POST',
        path: '/v1/customers',
        body: { form: { email: email || null, name: name || null, description: description || null } },
      }),
      idempotencyHeader: 'Idempotency-Key',
      examples: [
        {
          input: { email: 'jenny@example.com', name: 'Jenny Rosen' },
          sends: { method: 'POST', path: '/v1/customers', body: { email: 'jenny@example.com', name: 'Jenny Rosen' } },
          reply: { body: customer },
          gives: customer,
        },
      ],
    }),
    'list-payments': defineAction({
      title: 'List payments',
      summary: 'Lists charges, the newest first.',
      group: 'Payments',
      kind: 'read',
      input: z.object({ customer: forCustomer }),
      request: ({ customer }) => ({ method: 'GET', path: '/v1/charges', query: { customer: customer || null } }),
      pages,
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/v1/charges' },
          reply: { body: list('/v1/charges', charge) },
          gives: [charge],
        },
      ],
    }),
    'create-payment-link': defineAction({
      title: 'Create a payment link',
      summary: 'Makes a page where a product of yours can be paid.',
      group: 'Payments',
      kind: 'write',
      input: z.object({
        price: textParam({ required: true }).meta(
          hint({ title: 'Price', description: 'The id of a price of a product.', placeholder: 'price_…' }),
        ),
        quantity: z
          .number()
          .int()
          .min(1)
          .default(1)
          .meta(hint({ title: 'Quantity' })),
      }),
      request: ({ price, quantity }) => ({
        method: 'POST',
        path: '/v1/payment_links',
        body: { form: { 'line_items[0][price]': price, 'line_items[0][quantity]': quantity } },
      }),
      reply: z.looseObject({ id: z.string(), url: z.string() }),
      answer: ({ id, url }) => ({ id, url }),
      idempotencyHeader: 'Idempotency-Key',
      examples: [
        {
          input: { price: 'price_1MoC3TLkdIwHu7ixcIbKelAC' },
          sends: {
            method: 'POST',
            path: '/v1/payment_links',
            body: { 'line_items[0][price]': 'price_1MoC3TLkdIwHu7ixcIbKelAC', 'line_items[0][quantity]': '1' },
          },
          reply: {
            body: {
              ...{ id: 'plink_1MoC3ULkdIwHu7ixZjtGpVl2', object: 'payment_link', active: true, currency: 'usd' },
              after_completion: { hosted_confirmation: { custom_message: null }, type: 'hosted_confirmation' },
              ...{
                allow_promotion_codes: false,
                automatic_tax: { enabled: false },
                billing_address_collection: 'auto',
              },
              ...{
                custom_fields: [],
                custom_text: { shipping_address: null, submit: null, terms_of_service_acceptance: null },
              },
              ...{
                customer_creation: 'if_required',
                livemode: false,
                metadata: {},
                payment_method_collection: 'always',
              },
              ...{ phone_number_collection: { enabled: false }, shipping_options: [], submit_type: 'auto' },
              ...{ tax_id_collection: { enabled: false }, url: 'https://buy.stripe.com/test_cN25nr0iZ7bUa7meUY' },
            },
          },
          gives: { id: 'plink_1MoC3ULkdIwHu7ixZjtGpVl2', url: 'https://buy.stripe.com/test_cN25nr0iZ7bUa7meUY' },
        },
      ],
    }),
    refund: defineAction({
      title: 'Give money back',
      summary: 'Refunds a payment, all of it or a part.',
      group: 'Payments',
      kind: 'send',
      input: z.object({
        charge: textParam({ required: true }).meta(hint({ title: 'Payment', placeholder: 'ch_…' })),
        amount: amount
          .optional()
          .meta(hint({ title: 'Amount', description: 'In the smallest unit: 1000 is $10. Empty: all of it.' })),
        reason: z
          .enum(['none', 'requested_by_customer', 'duplicate', 'fraudulent'])
          .default('none')
          .meta(
            hint({
              title: 'Reason',
              choices: {
                none: 'None given',
                requested_by_customer: 'The customer asked',
                duplicate: 'Paid twice',
                fraudulent: 'Fraud',
              },
            }),
          ),
      }),
      request: ({ charge, amount, reason }) => ({
        method: 'POST',
        path: '/v1/refunds',
        body: { form: { charge, amount, reason: reason === 'none' ? null : reason } },
      }),
      idempotencyHeader: 'Idempotency-Key',
      examples: [
        {
          input: { charge: 'ch_3MmlLrLkdIwHu7ix0snN0B15', amount: 1000, reason: 'duplicate' },
          sends: {
            method: 'POST',
            path: '/v1/refunds',
            body: { charge: 'ch_3MmlLrLkdIwHu7ix0snN0B15', amount: '1000', reason: 'duplicate' },
          },
          reply: {
            body: {
              ...{ id: 're_1Nispe2eZvKYlo2Cd31jOCgZ', object: 'refund', amount: 1000, created: 1692942318 },
              ...{ currency: 'usd', charge: 'ch_3MmlLrLkdIwHu7ix0snN0B15', reason: 'duplicate', status: 'succeeded' },
            },
          },
          gives: {
            ...{ id: 're_1Nispe2eZvKYlo2Cd31jOCgZ', object: 'refund', amount: 1000, created: 1692942318 },
            ...{ currency: 'usd', charge: 'ch_3MmlLrLkdIwHu7ix0snN0B15', reason: 'duplicate', status: 'succeeded' },
          },
        },
      ],
    }),
    'add-invoice-item': defineAction({
      title: 'Add to the next invoice',
      summary: 'Puts an amount on a customer’s next invoice.',
      group: 'Invoices',
      kind: 'write',
      input: z.object({
        customerId,
        amount,
        currency,
        description: textParam()
          .optional()
          .meta(hint({ title: 'For what' })),
      }),
      request: ({ customerId, amount, currency, description }) => ({
        method: 'POST',
        path: '/v1/invoiceitems',
        body: { form: { customer: customerId, amount, currency, description: description || null } },
      }),
      idempotencyHeader: 'Idempotency-Key',
      examples: [
        {
          input: { customerId: 'cus_NffrFeUfNV2Hib', amount: 1099, description: 'Consulting' },
          sends: {
            method: 'POST',
            path: '/v1/invoiceitems',
            body: { customer: 'cus_NffrFeUfNV2Hib', amount: '1099', currency: 'usd', description: 'Consulting' },
          },
          reply: { body: invoiceItem() },
          gives: invoiceItem(),
        },
      ],
    }),
    'list-subscriptions': defineAction({
      title: 'List subscriptions',
      summary: 'Lists subscriptions, the newest first.',
      group: 'Subscriptions',
      kind: 'read',
      input: z.object({
        customer: forCustomer,
        status: z
          .enum(['all', 'active', 'past_due', 'trialing', 'canceled', 'unpaid'])
          .default('active')
          .meta(
            hint({
              title: 'That are',
              choices: {
                ...{ all: 'Any', active: 'Active', past_due: 'Past due', trialing: 'On trial' },
                ...{ canceled: 'Cancelled', unpaid: 'Unpaid' },
              },
            }),
          ),
      }),
      request: ({ customer, status }) => ({
        method: 'GET',
        path: '/v1/subscriptions',
        query: { customer: customer || null, status },
      }),
      pages,
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/v1/subscriptions', query: { status: 'active' } },
          reply: { body: list('/v1/subscriptions', subscription) },
          gives: [subscription],
        },
      ],
    }),
    'get-balance': defineAction({
      title: 'Get the balance',
      summary: 'Says how much money there is, and how much is on its way.',
      group: 'Payments',
      kind: 'read',
      input: z.object({}),
      request: () => ({ method: 'GET', path: '/v1/balance' }),
      reply: z.looseObject({
        available: z.array(z.looseObject({ amount: z.number(), currency: z.string() })),
        pending: z.array(z.looseObject({ amount: z.number(), currency: z.string() })),
      }),
      answer: ({ available, pending }) => ({
        available: available.map(({ amount, currency }) => ({ amount, currency })),
        pending: pending.map(({ amount, currency }) => ({ amount, currency })),
      }),
      examples: [
        {
          input: {},
          sends: { method: 'GET', path: '/v1/balance' },
          reply: {
            body: {
              ...{ object: 'balance', livemode: false, available: [{ amount: 666670, currency: 'usd' }] },
              pending: [{ amount: 61414, currency: 'usd' }],
            },
          },
          gives: {
            available: [{ amount: 666670, currency: 'usd' }],
            pending: [{ amount: 61414, currency: 'usd' }],
          },
        },
      ],
    }),
  },
  triggers: {
    event: defineTrigger({
      title: 'When something happens',
      summary: 'Begins a run for each event of a kind, such as a payment that succeeded.',
      group: 'Events',
      input: z.object({
        type: textParam({ required: true })
          .default('charge.succeeded')
          .meta(
            hint({ title: 'Event', description: 'As Stripe calls it; all of a kind with a star: charge.*', raw: true }),
          ),
      }),
      poll: {
        everySeconds: 60,
        request: ({ type }, { cursor }) => ({
          method: 'GET',
          path: '/v1/events',
          query: { type, limit: 100, ending_before: typeof cursor === 'string' && cursor !== '' ? cursor : null },
        }),
        read: (body, { cursor }) => {
          const found = isJsonObject(body) && Array.isArray(body.data) ? body.data.filter(isJsonObject) : []
          const events = found.map((one) => ({ id: String(one.id), payload: payloadOf(one) })).reverse()
          return { events, cursor: events.at(-1)?.id ?? cursor ?? '' }
        },
        examples: [
          {
            ...{ input: {}, cursor: 'evt_1NG8Du2eZvKYlo2CUI79vXWx' },
            sends: {
              method: 'GET',
              path: '/v1/events',
              query: { type: 'charge.succeeded', limit: '100', ending_before: 'evt_1NG8Du2eZvKYlo2CUI79vXWx' },
            },
            reply: { body: list('/v1/events', event) },
            events: [{ id: event.id, payload: told }],
            next: event.id,
          },
        ],
      },
      webhook: {
        events: ['charge.succeeded', 'checkout.session.completed', 'invoice.paid', 'customer.subscription.deleted'],
        matches: ({ body }, { type }) => isJsonObject(body) && isOfType(String(body.type), type),
        payload: ({ body }) => payloadOf(isJsonObject(body) ? body : {}),
      },
      sample: told,
    }),
  },
  webhook: {
    secret: {
      title: 'Signing secret',
      description: 'Stripe shows it when the endpoint is added; it begins with whsec_.',
      from: 'service',
    },
    // docs.stripe.com/webhooks/signature: the secret is used as it is, whsec_ and all.
    signature: {
      kind: 'hmac',
      hash: 'sha256',
      header: 'stripe-signature',
      pairs: { time: 't', signature: 'v1' },
      encoding: 'hex',
      signed: '{t}.{body}',
      time: { unit: 'seconds', toleranceSeconds: 300 },
    },
    deliveryId: { body: 'id' },
    setup: [
      'In the dashboard, open “Developers” › “Webhooks” and add an endpoint with this address: {webhookUrl}',
      'Tick the events you want, then reveal and copy the signing secret.',
    ],
  },
})

function invoiceItem() {
  return {
    ...{ id: 'ii_1MtGUtLkdIwHu7ixBYwjAM00', object: 'invoiceitem', amount: 1099, currency: 'usd', date: 1680640231 },
    ...{ customer: 'cus_NffrFeUfNV2Hib', description: 'Consulting', discountable: true, livemode: false },
    ...{ period: { end: 1680640231, start: 1680640231 }, proration: false, quantity: 1 },
  }
}

function payloadOf(event: JsonObject): Json {
  const { id = null, type = null, created = null, data } = event
  return { id, type, created, object: isJsonObject(data) ? (data.object ?? null) : null }
}

function isOfType(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted
}

function complaint({ status, body }: ActionReply): Complaint | null {
  const error = isJsonObject(body) && isJsonObject(body.error) ? body.error : null
  if (status < 400 || !error || typeof error.message !== 'string') return null
  const code = typeof error.code === 'string' ? { code: error.code } : {}
  return { message: error.message.replace(/\.$/, ''), ...code, isSignIn: status === 401 }
}
