import { errorOf } from '../link/error-of.ts'
import { showToast } from '../ui/toast.tsx'

/** Says what went wrong where nothing on the page is the place for it. */
export function tellFailure(thrown: unknown): void {
  const { message, hint } = errorOf(thrown)
  showToast(message, { tone: 'bad', detail: hint })
}
