import { z } from 'zod'
import { hint, textParam, valueParam } from '../../../shared/catalog/param.ts'
import { isJsonObject, type Json, type JsonObject } from '../../../shared/json.ts'
import {
  type ActionReply,
  type Complaint,
  defineAction,
  defineIntegration,
  defineTrigger,
  type Pages,
  valueAt,
} from './define-integration.ts'

const search = (example: string) =>
  textParam()
    .default('')
    .meta(hint({ title: 'Search for', description: `In Shopify’s own words, such as ${example}; empty: all.` }))
const money = '{ shopMoney { amount currencyCode } }'
const orderFields = `id name createdAt updatedAt displayFinancialStatus displayFulfillmentStatus email note tags totalPriceSet ${money}`
const productFields = 'id title handle status vendor productType tags totalInventory updatedAt'
const customerFields = 'id firstName lastName numberOfOrders tags defaultEmailAddress { emailAddress }'

const ordersQuery = `query Orders($first: Int!, $after: String, $query: String) { orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT, reverse: true) { nodes { ${orderFields} } pageInfo { hasNextPage endCursor } } }`
const orderQuery = `query Order($id: ID!) { order(id: $id) { ${orderFields} lineItems(first: 100) { nodes { title quantity sku } } } }`
const productsQuery = `query Products($first: Int!, $after: String, $query: String) { products(first: $first, after: $after, query: $query) { nodes { ${productFields} } pageInfo { hasNextPage endCursor } } }`
const customersQuery = `query Customers($first: Int!, $after: String, $query: String) { customers(first: $first, after: $after, query: $query) { nodes { ${customerFields} } pageInfo { hasNextPage endCursor } } }`
const createProduct = `mutation CreateProduct($product: ProductCreateInput!) { productCreate(product: $product) { product { ${productFields} } userErrors { field message } } }`
const createCustomer = `mutation CreateCustomer($input: CustomerInput!) { customerCreate(input: $input) { customer { ${customerFields} } userErrors { field message } } }`
const addTags =
  'mutation AddTags($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { node { id } userErrors { field message } } }'
const shopQuery = 'query Shop { shop { name myshopifyDomain } }'

const ask = (query: string, variables: JsonObject = {}) =>
  ({ method: 'POST', path: '/graphql.json', body: { json: { query, variables } } }) as const
const asked = (query: string, variables: JsonObject = {}) => ({
  ...{ method: 'POST', path: '/graphql.json', body: { query, variables } },
})
const pagesOf = (list: string): Pages => ({
  items: `data.${list}.nodes`,
  next: {
    cursor: `data.${list}.pageInfo.endCursor`,
    name: 'variables.after',
    in: 'json',
    more: `data.${list}.pageInfo.hasNextPage`,
  },
})
const listed = (list: string, node: JsonObject) => ({
  data: { [list]: { nodes: [node], pageInfo: { hasNextPage: false, endCursor: null } } },
})

const order = {
  ...{
    id: 'gid://shopify/Order/450789469',
    name: '#1001',
    createdAt: '2026-01-01T03:04:05Z',
    updatedAt: '2026-01-02T03:04:05Z',
  },
  ...{ displayFinancialStatus: 'PAID', displayFulfillmentStatus: 'UNFULFILLED', email: 'bob@example.com', note: null },
  ...{ tags: ['wholesale'], totalPriceSet: { shopMoney: { amount: '398.0', currencyCode: 'USD' } } },
}
const product = {
  ...{ id: 'gid://shopify/Product/108828309', title: 'Draft', handle: 'draft', status: 'ACTIVE', vendor: 'Acme' },
  ...{ productType: 'Snowboard', tags: [], totalInventory: 3, updatedAt: '2026-01-02T03:04:05Z' },
}
const customer = {
  ...{ id: 'gid://shopify/Customer/544365967', firstName: 'Bob', lastName: 'Norman', numberOfOrders: '1', tags: [] },
  defaultEmailAddress: { emailAddress: 'bob@example.com' },
}

export default defineIntegration({
  id: 'shopify',
  title: 'Shopify',
  category: 'sales',
  brand: 'shopify',
  summary: 'Find orders, products and customers of a shop, and add to them.',
  keywords: ['shop', 'store', 'order', 'product', 'e-commerce'],
  docsUrl: 'https://shopify.dev/docs/api/admin-graphql',
  baseUrl: 'https://{shop}.myshopify.com/admin/api/2026-10',
  fields: [
    {
      name: 'shop',
      title: 'Shop',
      description: 'What stands before .myshopify.com.',
      placeholder: 'acme',
      pattern: /[a-z0-9][a-z0-9-]*/,
    },
  ],
  signIn: [
    {
      id: 'token',
      kind: 'secret',
      title: 'Admin API access token',
      setup: [
        'In the shop’s admin, open “Settings” › “Apps and sales channels” › “Develop apps” and create an app.',
        'Under “Configuration”, allow read_orders, read_products, write_products, read_customers and write_customers.',
        'Install the app and copy the Admin API access token: it is shown only once.',
      ],
      secrets: [{ name: 'token', title: 'Access token', placeholder: 'shpat_…', pattern: /shp\w+_\w+/ }],
      place: { headers: { 'x-shopify-access-token': '{token}' } },
    },
  ],
  limits: {
    windows: [{ requests: 2, seconds: 1 }],
    note: 'Shopify counts points, not requests: about two of these a second.',
  },
  complaint,
  test: {
    request: () => ask(shopQuery),
    account: (body) => String(valueAt(body, 'data.shop.name') ?? ''),
    example: {
      sends: asked(shopQuery),
      reply: { body: { data: { shop: { name: 'Acme', myshopifyDomain: 'acme.myshopify.com' } } } },
      account: 'Acme',
    },
  },
  actions: {
    'list-orders': defineAction({
      title: 'List orders',
      summary: 'Lists orders, those changed last first.',
      group: 'Orders',
      kind: 'read',
      scopes: ['read_orders'],
      input: z.object({ query: search('financial_status:paid') }),
      request: ({ query }) => ask(ordersQuery, { first: 50, query: query || null }),
      pages: pagesOf('orders'),
      examples: [
        {
          input: { query: 'financial_status:paid' },
          sends: asked(ordersQuery, { first: 50, query: 'financial_status:paid' }),
          reply: { body: listed('orders', order) },
          gives: [order],
        },
      ],
    }),
    'get-order': defineAction({
      title: 'Get an order',
      summary: 'Gives an order with what was bought.',
      group: 'Orders',
      kind: 'read',
      scopes: ['read_orders'],
      input: z.object({
        id: textParam({ required: true }).meta(
          hint({ title: 'Order', description: 'Its id.', placeholder: 'gid://shopify/Order/450789469' }),
        ),
      }),
      request: ({ id }) => ask(orderQuery, { id: globalId('Order', id) }),
      answer: (body) => valueAt(body, 'data.order') ?? null,
      examples: [
        {
          input: { id: '450789469' },
          sends: asked(orderQuery, { id: 'gid://shopify/Order/450789469' }),
          reply: {
            body: {
              data: { order: { ...order, lineItems: { nodes: [{ title: 'Draft', quantity: 1, sku: 'draft-151' }] } } },
            },
          },
          gives: { ...order, lineItems: { nodes: [{ title: 'Draft', quantity: 1, sku: 'draft-151' }] } },
        },
      ],
    }),
    'list-products': defineAction({
      title: 'List products',
      summary: 'Lists products.',
      group: 'Products',
      kind: 'read',
      scopes: ['read_products'],
      input: z.object({ query: search('status:active') }),
      request: ({ query }) => ask(productsQuery, { first: 50, query: query || null }),
      pages: pagesOf('products'),
      examples: [
        {
          input: {},
          sends: asked(productsQuery, { first: 50, query: null }),
          reply: { body: listed('products', product) },
          gives: [product],
        },
      ],
    }),
    'create-product': defineAction({
      title: 'Create a product',
      summary: 'Adds a product, as a draft unless told.',
      group: 'Products',
      kind: 'write',
      scopes: ['write_products'],
      input: z.object({
        title: textParam({ required: true }).meta(hint({ title: 'Title' })),
        description: textParam()
          .optional()
          .meta(hint({ title: 'Description', description: 'HTML.', control: 'long-text' })),
        vendor: textParam()
          .optional()
          .meta(hint({ title: 'Vendor' })),
        status: z
          .enum(['DRAFT', 'ACTIVE'])
          .default('DRAFT')
          .meta(hint({ title: 'Status', choices: { DRAFT: 'Draft', ACTIVE: 'Active' } })),
        more: valueParam()
          .optional()
          .meta(
            hint({
              title: 'Further fields',
              description: 'As in Shopify’s ProductCreateInput.',
              control: 'json',
              advanced: true,
            }),
          ),
      }),
      request: ({ title, description, vendor, status, more }) =>
        ask(createProduct, {
          product: {
            ...{ title, status },
            ...(description && { descriptionHtml: description }),
            ...(vendor && { vendor }),
            ...(isJsonObject(more) && more),
          },
        }),
      answer: (body) => valueAt(body, 'data.productCreate.product') ?? null,
      examples: [
        {
          input: { title: 'Draft', vendor: 'Acme', status: 'ACTIVE' },
          sends: asked(createProduct, { product: { title: 'Draft', status: 'ACTIVE', vendor: 'Acme' } }),
          reply: { body: { data: { productCreate: { product, userErrors: [] } } } },
          gives: product,
        },
      ],
    }),
    'list-customers': defineAction({
      title: 'List customers',
      summary: 'Lists customers.',
      group: 'Customers',
      kind: 'read',
      scopes: ['read_customers'],
      input: z.object({ query: search('email:bob@example.com') }),
      request: ({ query }) => ask(customersQuery, { first: 50, query: query || null }),
      pages: pagesOf('customers'),
      examples: [
        {
          input: { query: 'email:bob@example.com' },
          sends: asked(customersQuery, { first: 50, query: 'email:bob@example.com' }),
          reply: { body: listed('customers', customer) },
          gives: [customer],
        },
      ],
    }),
    'create-customer': defineAction({
      title: 'Create a customer',
      summary: 'Adds a customer.',
      group: 'Customers',
      kind: 'write',
      scopes: ['write_customers'],
      input: z.object({
        email: textParam({ required: true }).meta(hint({ title: 'Email' })),
        firstName: textParam()
          .optional()
          .meta(hint({ title: 'First name' })),
        lastName: textParam()
          .optional()
          .meta(hint({ title: 'Last name' })),
      }),
      request: ({ email, firstName, lastName }) =>
        ask(createCustomer, { input: { email, ...(firstName && { firstName }), ...(lastName && { lastName }) } }),
      answer: (body) => valueAt(body, 'data.customerCreate.customer') ?? null,
      examples: [
        {
          input: { email: 'bob@example.com', firstName: 'Bob' },
          sends: asked(createCustomer, { input: { email: 'bob@example.com', firstName: 'Bob' } }),
          reply: { body: { data: { customerCreate: { customer, userErrors: [] } } } },
          gives: customer,
        },
      ],
    }),
    'add-tags': defineAction({
      title: 'Add tags',
      summary: 'Adds tags to an order, a product or a customer.',
      group: 'Orders',
      kind: 'write',
      input: z.object({
        id: textParam({ required: true }).meta(
          hint({ title: 'What', description: 'Its id.', placeholder: 'gid://shopify/Order/450789469' }),
        ),
        tags: z
          .array(z.string())
          .min(1)
          .meta(hint({ title: 'Tags', control: 'text-list' })),
      }),
      request: ({ id, tags }) => ask(addTags, { id, tags }),
      answer: (_, { input }) => ({ id: input.id, tags: input.tags }),
      examples: [
        {
          input: { id: 'gid://shopify/Order/450789469', tags: ['urgent'] },
          sends: asked(addTags, { id: 'gid://shopify/Order/450789469', tags: ['urgent'] }),
          reply: { body: { data: { tagsAdd: { node: { id: 'gid://shopify/Order/450789469' }, userErrors: [] } } } },
          gives: { id: 'gid://shopify/Order/450789469', tags: ['urgent'] },
        },
      ],
    }),
  },
  triggers: {
    'changed-order': defineTrigger({
      title: 'When an order is placed or changed',
      summary: 'Begins a run for each order that is new or changed.',
      group: 'Orders',
      scopes: ['read_orders'],
      input: z.object({}),
      poll: {
        everySeconds: 60,
        request: (_, { cursor, nowMs }) =>
          ask(ordersQuery, {
            first: 100,
            query: `updated_at:>'${typeof cursor === 'string' ? cursor : new Date(nowMs).toISOString()}'`,
          }),
        read: (body, { cursor, nowMs }) => {
          const nodes = valueAt(body, 'data.orders.nodes')
          const found = (Array.isArray(nodes) ? nodes : []).filter(isJsonObject).reverse()
          const newest = found.at(-1)?.updatedAt
          return {
            events: found.map((one) => ({ id: `${one.id} ${one.updatedAt}`, payload: one })),
            cursor: typeof newest === 'string' ? newest : (cursor ?? new Date(nowMs).toISOString()),
          }
        },
        examples: [
          {
            ...{ input: {}, cursor: '2026-01-02T03:00:00Z' },
            sends: asked(ordersQuery, { first: 100, query: "updated_at:>'2026-01-02T03:00:00Z'" }),
            reply: { body: listed('orders', order) },
            events: [{ id: 'gid://shopify/Order/450789469 2026-01-02T03:04:05Z', payload: order }],
            next: '2026-01-02T03:04:05Z',
          },
        ],
      },
      webhook: {
        events: ['orders/create', 'orders/updated', 'orders/paid'],
        matches: ({ headers }) => (headers['x-shopify-topic'] ?? '').startsWith('orders/'),
      },
      sample: order,
    }),
  },
  webhook: {
    secret: {
      title: 'Signing secret',
      description: 'Under “Settings” › “Notifications” › “Webhooks”: “Your webhooks will be signed with …”.',
      from: 'service',
    },
    signature: { kind: 'hmac', hash: 'sha256', header: 'x-shopify-hmac-sha256', encoding: 'base64', signed: '{body}' },
    deliveryId: { header: 'x-shopify-webhook-id' },
    setup: [
      'In the shop’s admin, open “Settings” › “Notifications” › “Webhooks” and create one in the format JSON.',
      'As URL, enter {webhookUrl}, then copy the signing secret shown below the list.',
    ],
  },
})

function globalId(kind: string, id: string): string {
  return /^\d+$/.test(id) ? `gid://shopify/${kind}/${id}` : id
}

/** GraphQL answers 200: what is wrong stands in `errors`, and what is wrong with the input in `userErrors`. */
function complaint({ status, body }: ActionReply): Complaint | null {
  if (!isJsonObject(body)) return null
  const { errors, data } = body
  if (typeof errors === 'string')
    return { message: errors.replace(/\.$/, ''), isSignIn: status === 401 || status === 403 }
  if (Array.isArray(errors) && errors.length > 0) {
    const [first] = errors.filter(isJsonObject)
    const code = first && valueAt(first, 'extensions.code')
    const message = String(first?.message ?? 'unknown').replace(/\.$/, '')
    return { message, ...(typeof code === 'string' && { code }), retryable: code === 'THROTTLED' }
  }
  const refused = isJsonObject(data) ? Object.values(data).flatMap(userErrors) : []
  return refused.length > 0 ? { message: refused.join('; ') } : null
}

function userErrors(payload: Json): string[] {
  const list = isJsonObject(payload) && Array.isArray(payload.userErrors) ? payload.userErrors.filter(isJsonObject) : []
  return list.map(({ field, message }) => (Array.isArray(field) ? `${field.join('.')}: ${message}` : String(message)))
}
