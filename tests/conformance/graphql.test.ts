import { readGraphql } from './graphql.ts'
import { json, testKind } from './test-kind.ts'

testKind('GraphQL', {
  document: readGraphql(
    `type Query { issue(id: ID!): Issue, found(term: String): [Node!]! }
       interface Node { id: ID! } type Issue implements Node { id: ID!, title: String!, state: State }
       type Team implements Node { id: ID!, key: String! }
       enum State { open closed } type Mutation { create(input: New!): Issue } input New { title: String!, count: Int }
       schema { query: Query mutation: Mutation }`,
    ['/graphql'],
  ),
  call: {
    method: 'POST',
    path: '/graphql',
    ...json({
      query: 'mutation ($input: New!) { create(input: $input) { id name: title state } }',
      variables: { input: { title: 'a' } },
    }),
  },
  reply: { data: { create: { id: '1', name: 'a', state: 'open' } } },
  wrong: {
    'a path': { call: { path: '/graph' }, finds: null },
    'a method': { call: { method: 'GET' }, finds: null },
    'any query parameter': { call: { query: { a: '1' } }, finds: 'query.a is not a parameter of GraphQL' },
    'a missing query': { call: json({ variables: {} }), finds: 'body.query is missing' },
    'an unknown body field': {
      call: json({ query: '{ found { id } }', x: 1 }),
      finds: 'body.x is not a field of a GraphQL request',
    },
    'what is no query': {
      call: json({ query: '{ found { id }' }),
      finds: 'body.query: Syntax Error: Expected Name, found <EOF>.',
    },
    'an unknown field of a type': {
      call: json({ query: '{ issue(id: 1) { name } }' }),
      finds: 'body.query: Cannot query field "name" on type "Issue".',
    },
    'a missing argument': {
      call: json({ query: '{ issue { id } }' }),
      finds: 'body.query: Argument "Query.issue(id:)" of type "ID!" is required, but it was not provided.',
    },
    'a missing part of a variable': {
      call: json({ query: 'mutation ($input: New!) { create(input: $input) { id } }', variables: { input: {} } }),
      finds:
        'body.variables: Variable "$input" has invalid value: Expected value of type "New" to include required field "title", found: {}.',
    },
    'a variable nobody asked for': {
      call: json({ query: '{ found { id } }', variables: { x: 1 } }),
      finds: 'body.variables.x is not a variable of the query',
    },
    'a reply without what was asked for': {
      reply: { data: { create: { id: '1', state: null } } },
      finds: 'reply.data.create.name is missing, though it was asked for',
    },
    'a reply with what was not': {
      reply: { data: { create: { id: '1', name: 'a', state: null, x: 1 } } },
      finds: 'reply.data.create.x was not asked for',
    },
    'the type of a reply': {
      reply: { data: { create: { id: 1, name: 'a', state: null } } },
      finds: 'reply.data.create.id is 1, not ID',
    },
    'null where there is always something': {
      reply: { data: { create: { id: '1', name: null, state: null } } },
      finds: 'reply.data.create.name is null',
    },
    'a value of no enum': {
      reply: { data: { create: { id: '1', name: 'a', state: 'done' } } },
      finds: 'reply.data.create.state is "done", which is no State',
    },
    'a part of an interface': {
      call: json({ query: '{ found { __typename id ... on Team { key } } }' }),
      reply: {
        data: {
          found: [
            { __typename: 'Issue', id: '1' },
            { __typename: 'Team', id: '2' },
          ],
        },
      },
      finds: 'reply.data.found[1].key is missing, though it was asked for',
    },
  },
})
