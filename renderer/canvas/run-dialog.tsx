import { type FormEvent, useId, useState } from 'react'
import type { RunInput } from '../../shared/workflow/run-inputs.ts'
import { type RunWish, startRun, useShownRun } from '../state/shown-run-store.ts'
import { text } from '../text.ts'
import { Button } from '../ui/button.tsx'
import { CodeEditor } from '../ui/code-editor.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { Field } from '../ui/field.tsx'
import { Input, TextArea } from '../ui/input.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { Select } from '../ui/select.tsx'
import { Switch } from '../ui/switch.tsx'
import { type InputValues, initialValues, inputsToSend, recallInputs, rememberInputs } from './run-inputs.ts'

type RunDialogProps = { workflowId: string; wish: RunWish; declared: RunInput[]; onClose: () => void }

/** Asks for what a run needs. It is mounted while it is open, so each time it begins with what was given last. */
export function RunDialog({ workflowId, wish, declared, onClose }: RunDialogProps) {
  const [values, setValues] = useState(() => initialValues(declared, recallInputs(workflowId)))
  const [wasTried, setTried] = useState(false)
  const { isStarting, error } = useShownRun(workflowId)
  const formId = useId()
  const missing = declared.filter((input) => input.required && isEmpty(input, values)).map(({ name }) => name)

  const run = async () => {
    setTried(true)
    if (missing.length > 0) return
    rememberInputs(workflowId, values)
    if (await startRun(workflowId, inputsToSend(declared, values), wish)) onClose()
  }
  const errorAt = (name: string) => {
    if (wasTried && missing.includes(name)) return text.canvas.runDialog.missing
    return wasTried && error?.field === `inputs.${name}` ? error.message : null
  }
  const isElsewhere = wasTried && error && !declared.some(({ name }) => error.field === `inputs.${name}`)

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={text.canvas.runDialog.title}
      description={text.canvas.runDialog.description}
      footer={
        <>
          <Button onClick={onClose}>{text.common.cancel}</Button>
          <Button type="submit" form={formId} variant="primary" icon="play" isBusy={isStarting}>
            {text.canvas.runBar.run}
            <Kbd shortcut="mod+enter" tone="inverse" className="ml-1" />
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="flex flex-col gap-4"
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          void run()
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          void run()
        }}
      >
        {declared.map((input) => (
          <Field
            key={input.name}
            label={input.title || input.name}
            hint={input.description}
            isOptional={!input.required && input.type !== 'boolean'}
            error={errorAt(input.name)}
            layout={input.type === 'boolean' ? 'row' : 'stacked'}
          >
            <InputControl
              input={input}
              value={values[input.name] ?? ''}
              onChange={(value) => setValues((before) => ({ ...before, [input.name]: value }))}
            />
          </Field>
        ))}
        {isElsewhere ? <ErrorNote error={error} /> : null}
      </form>
    </Dialog>
  )
}

type ControlProps = { input: RunInput; value: string | boolean; onChange: (value: string | boolean) => void }

function InputControl({ input, value, onChange }: ControlProps) {
  const typed = typeof value === 'string' ? value : ''
  switch (input.type) {
    case 'boolean':
      return <Switch isOn={value === true} onChange={onChange} />
    case 'choice':
      return (
        <Select
          value={typed}
          onChange={onChange}
          placeholder={text.canvas.runDialog.choose}
          options={input.choices.filter((choice) => choice !== '').map((choice) => ({ value: choice, label: choice }))}
        />
      )
    case 'long-text':
      return <TextArea value={typed} onChange={onChange} rows={5} />
    case 'list':
      return <TextArea value={typed} onChange={onChange} rows={4} placeholder={text.canvas.runDialog.list} />
    case 'object':
      return <CodeEditor language="json" value={typed} onChange={onChange} minRows={4} maxRows={12} />
    case 'number':
      return <Input value={typed} onChange={onChange} inputMode="decimal" className="max-w-48" />
    case 'folder':
    case 'file':
      return <Input value={typed} onChange={onChange} isMono icon={input.type === 'folder' ? 'folder' : 'file-text'} />
    default:
      return <Input value={typed} onChange={onChange} />
  }
}

function isEmpty(input: RunInput, values: InputValues): boolean {
  const value = values[input.name]
  return (
    (value === undefined || value === '') &&
    (input.default === undefined || input.default === null || input.default === '')
  )
}
