import { externalError, NitiError, userError } from '../../../shared/errors.ts'

const reasons: Record<string, string> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'it may not be opened by this user',
  EPERM: 'it may not be changed by this user',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'it is there already',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
  ELOOP: 'its links lead in a circle',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
}

/** A failure of the disk in words; what is none comes back as it is. */
export function explainFileError(thrown: unknown, path: string): unknown {
  if (thrown instanceof NitiError || !(thrown instanceof Error) || !('code' in thrown)) return thrown
  const code = String(thrown.code)
  const reason = reasons[code]
  if (!reason) return externalError('files.failed', `${path} could not be used (${code}).`, { cause: thrown })
  return userError('files.failed', `${path} could not be used: ${reason}.`, { cause: thrown })
}
