import { text } from '../text.ts'

export function BackupsSection() {
  return <p>{text.backups.title}</p>
}
