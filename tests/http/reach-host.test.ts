import type { LookupFunction } from 'node:net'
import { expect, test } from 'vitest'
import { reachHost } from '../../electron/engine/http/reach-host.ts'

const { signal } = new AbortController()
const found =
  (...addresses: string[]): LookupFunction =>
  (_, __, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )

test('a name leads to the address that was checked', async () => {
  const lookup = found('93.184.216.34')
  expect(await reachHost('db.example.com', { allowPrivate: false, signal, lookup })).toEqual({
    address: '93.184.216.34',
    isPublic: true,
  })
  expect(await reachHost('[::1]', { allowPrivate: true, signal })).toEqual({ address: '::1', isPublic: false })
})

test('one forbidden address among several refuses the name', async () => {
  const lookup = found('93.184.216.34', '10.0.0.1')
  const wish = { signal, lookup }
  await expect(reachHost('db.example.com', { ...wish, allowPrivate: false })).rejects.toMatchObject({
    info: { code: 'http.private-address', message: expect.stringContaining('db.example.com (10.0.0.1)') },
  })
  expect(await reachHost('db.example.com', { ...wish, allowPrivate: true })).toMatchObject({ address: '93.184.216.34' })
  for (const address of ['169.254.169.254', '::ffff:169.254.169.254', 'fd00:ec2::254']) {
    await expect(
      reachHost('db.example.com', { signal, allowPrivate: true, lookup: found(address) }),
    ).rejects.toMatchObject({ info: { code: 'http.forbidden-address' } })
  }
})

test('a look-up that takes long is given up at once', async () => {
  const giveUp = new AbortController()
  const reaching = reachHost('slow.example.com', { allowPrivate: true, signal: giveUp.signal, lookup: () => {} })
  giveUp.abort(new Error('enough'))
  await expect(reaching).rejects.toThrow('enough')
})
