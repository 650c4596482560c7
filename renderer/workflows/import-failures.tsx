import { text } from '../text.ts'
import { IconButton } from '../ui/button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { dismissImportFailures, useImportFailures } from './import-files.ts'

/** Files of the last import that were refused, each with why. */
export function ImportFailures() {
  const failures = useImportFailures((state) => state.failures)
  if (failures.length === 0) return null
  return (
    <ul className="flex flex-col gap-2">
      {failures.map(({ fileName, error }, index) => (
        <li key={fileName}>
          <ErrorNote
            error={{
              message: text.workflows.importFailed(fileName),
              hint: [error.message, error.hint].filter(Boolean).join(' '),
            }}
            action={
              index === 0 ? (
                <IconButton icon="x" size="sm" label={text.workflows.dismiss} onClick={dismissImportFailures} />
              ) : undefined
            }
          />
        </li>
      ))}
    </ul>
  )
}
