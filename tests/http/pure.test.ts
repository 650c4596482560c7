import fc from 'fast-check'
import { expect, test } from 'vitest'
import { classifyAddress, isAddressAllowed } from '../../electron/engine/http/guard-address.ts'
import { redactHeaders, redactText, redactUrl } from '../../electron/engine/http/redact.ts'

test.each([
  [
    'public',
    ['8.8.8.8', '172.32.0.1', '192.169.0.1', '11.0.0.0', '223.255.255.255', '2606:4700::1111', '::ffff:8.8.8.8'],
  ],
  [
    'private',
    ['10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '100.64.0.1', '198.18.0.1', '192.0.2.1', '224.0.0.1'],
  ],
  [
    'private',
    ['255.255.255.255', 'fc00::1', 'fd12:3456::1', 'ff02::1', '2001:db8::1', '2001::1', 'fec0::1', '::ffff:10.0.0.1'],
  ],
  [
    'loopback',
    ['127.0.0.1', '127.255.0.3', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1', '::127.0.0.1', '2002:7f00:1::'],
  ],
  [
    'link-local',
    ['169.254.169.254', '169.254.0.1', 'fe80::1', 'fe80::1%eth0', 'febf::1', 'fd00:ec2::254', 'fd00:0ec2::0254'],
  ],
  ['link-local', ['100.100.100.200', '168.63.129.16', 'fd20:ce::254', '::ffff:a9fe:a9fe', '64:ff9b::169.254.169.254']],
])('%s: %j', (kind, addresses) => {
  for (const address of addresses) expect(classifyAddress(address), address).toBe(kind)
})

test('an IPv4 address means the same wrapped in IPv6', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(classifyAddress(`::ffff:${address}`)).toBe(classifyAddress(address))
      expect(classifyAddress(`64:ff9b::${address}`)).toBe(classifyAddress(address))
    }),
  )
  fc.assert(
    fc.property(fc.ipV6(), (address) =>
      ['public', 'private', 'loopback', 'link-local'].includes(classifyAddress(address)),
    ),
  )
})

test('what is no address is never let through', () => {
  expect(() => isAddressAllowed('example.com', { allowPrivate: true })).toThrow('Not an IP address')
})

test('redacts headers, addresses and text', () => {
  const headers = new Headers({
    authorization: 'Bearer abc',
    'X-Api-Key': 'k',
    'x-goog-api-key': 'g',
    cookie: 'c',
    accept: 'a/b',
  })
  expect(redactHeaders(headers)).toEqual({
    accept: 'a/b',
    authorization: '[hidden]',
    cookie: '[hidden]',
    'x-api-key': '[hidden]',
    'x-goog-api-key': '[hidden]',
  })
  expect(redactUrl('https://me:pw@example.com/v1?key=AIza123&page=2&api_key=x&access_token=y#top')).toBe(
    'https://hidden:hidden@example.com/v1?key=hidden&page=2&api_key=hidden&access_token=hidden#top',
  )
  expect(redactText('key sk-proj-abc_DEF-123456 and sk-ab***89 and Bearer abcdefgh12')).toBe(
    'key [hidden] and [hidden] and [hidden]',
  )
  expect(redactText('my p&ss "word" is p%26ss%20%22word%22', ['p&ss "word"'])).toBe('my [hidden] is [hidden]')
  expect(redactText('task-force risk-averse ask-me', ['', 'a'])).toBe('task-force risk-averse ask-me')
  // Whoever enters the word "token" in place of one reads what is wrong; nothing is given away with it.
  expect(redactText('invalid token: token-4711', ['token', 'token-4711'])).toBe('invalid token: [hidden]')
})
