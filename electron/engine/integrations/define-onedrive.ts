import { hint, textParam } from '../../../shared/catalog/param.ts'
import { path } from './define-integration.ts'

/** A file or folder of one's own drive: its path or its id. */
export function driveItemParam(title: string, { placeholder = '/Reports/january.pdf' } = {}) {
  return textParam({ required: true }).meta(
    hint({ title, description: 'Its path from the top of the drive, or its id.', placeholder }),
  )
}

/** The address of a file or folder by its id or path, as in learn.microsoft.com/graph/onedrive-addressing-driveitems. */
export function driveItemPath(item: string, suffix = ''): string {
  const text = item.trim()
  if (text === '' || text === '/') return `/me/drive/root${suffix}`
  if (!text.includes('/') && !/\.\w{1,5}$/.test(text)) return path`/me/drive/items/${text}` + suffix
  const steps = text.split('/').filter(Boolean)
  return `/me/drive/root:${steps.map((step) => path`/${step}`).join('')}:${suffix}`
}
