import { type ErrorInfo, NitiError } from '../../shared/errors.ts'

/** What a call failed with; it must fail, and with an error of ours. */
export async function failureOf(act: () => unknown): Promise<ErrorInfo> {
  try {
    await act()
  } catch (error) {
    if (error instanceof NitiError) return error.info
    throw error
  }
  throw new Error('nothing was thrown')
}
