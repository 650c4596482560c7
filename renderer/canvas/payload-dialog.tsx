import { useId, useState } from 'react'
import type { Json } from '../../shared/json.ts'
import { type RunWish, startRun, useShownRun } from '../state/shown-run-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { CodeEditor } from '../ui/code-editor.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'
import { RunForm, RunFormEnd } from './run-form.tsx'
import { recallPayload, rememberPayload, type StartNode, samplePayload } from './start-nodes.ts'

type PayloadDialogProps = {
  workflowId: string
  wish: RunWish
  /** The triggers of the draft. */
  triggers: readonly StartNode[]
  chosen: StartNode
  onClose: () => void
}

const say = text.triggers.start

/** Tries a trigger by hand: the run begins as if it had fired with what is written here. */
export function PayloadDialog({ workflowId, wish, triggers, chosen, onClose }: PayloadDialogProps) {
  const [start, setStart] = useState(chosen)
  const [typed, setTyped] = useState(() => firstText(workflowId, chosen))
  const [wasTried, setTried] = useState(false)
  const { isStarting, error } = useShownRun(workflowId)
  const formId = useId()
  const parsed = parse(typed)

  const choose = (id: string) => {
    const next = triggers.find((one) => one.id === id)
    if (!next) return
    setStart(next)
    setTyped(firstText(workflowId, next))
    setTried(false)
  }
  const begin = async (wanted: RunWish) => {
    setTried(true)
    if ('problem' in parsed) return
    rememberPayload(workflowId, start.id, typed)
    if (await startRun(workflowId, {}, { ...wanted, startNode: start.id, payload: parsed.value })) onClose()
  }
  const run = () => begin(wish)

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={say.dialog(start.title)}
      description={say.dialogBody}
      footer={
        <>
          <Button
            variant="ghost"
            className="mr-auto"
            onClick={() => {
              rememberPayload(workflowId, start.id, null)
              setTyped(firstText(workflowId, start))
            }}
          >
            {say.reset}
          </Button>
          <RunFormEnd
            formId={formId}
            isStarting={isStarting}
            isDryRun={wish.dryRun ?? false}
            onDryRun={() => void begin({ ...wish, dryRun: true })}
            onClose={onClose}
          />
        </>
      }
    >
      <RunForm id={formId} onRun={run}>
        {triggers.length > 1 ? (
          <Field label={say.trigger}>
            <Select
              value={start.id}
              onChange={choose}
              options={triggers.map(({ id, title, kind }) => ({
                value: id,
                label: title,
                note: kind ? text.triggers.kinds[kind] : undefined,
              }))}
            />
          </Field>
        ) : null}
        <Field label={say.payload} error={wasTried && 'problem' in parsed ? say.notJson(parsed.problem) : null}>
          <CodeEditor language="json" value={typed} onChange={setTyped} minRows={6} maxRows={16} />
        </Field>
        {wasTried && error ? <ErrorNote error={error} /> : null}
      </RunForm>
    </Dialog>
  )
}

function firstText(workflowId: string, start: StartNode): string {
  return recallPayload(workflowId, start.id) ?? JSON.stringify(samplePayload(start, Date.now()), null, 2)
}

function parse(typed: string): { value: Json } | { problem: string } {
  try {
    return { value: JSON.parse(typed) }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : '' }
  }
}
