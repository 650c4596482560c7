import { expect, it } from 'vitest'
import { zoneOptions } from '../../../renderer/settings/time-zone-field.tsx'

const values = (names: string[], chosen: string | null) =>
  zoneOptions(names, chosen).flatMap((option) =>
    ('options' in option ? option.options : [option]).map(({ value }) => value),
  )

it('lists this computer’s own zone first, UTC always, and the chosen one though the browser does not know it', () => {
  expect(values(['Europe/Berlin', 'Asia/Tokyo'], null)).toEqual(['own', 'Asia/Tokyo', 'Europe/Berlin', 'UTC'])
  expect(values(['Europe/Berlin'], 'Mars/Base')).toEqual(['own', 'Europe/Berlin', 'Mars/Base', 'UTC'])
  expect(values(['UTC', 'Europe/Berlin'], 'Europe/Berlin')).toEqual(['own', 'Europe/Berlin', 'UTC'])
})

it('groups them by continent', () => {
  expect(zoneOptions(['America/New_York', 'America/Lima'], null)[1]).toMatchObject({
    heading: 'America',
    options: [{ label: 'America/Lima' }, { label: 'America/New York' }],
  })
})
