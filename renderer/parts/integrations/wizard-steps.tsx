import { useEffect, useMemo, useState } from 'react'
import type { IntegrationDetail, SignInMethod } from '../../../shared/catalog/integration.ts'
import type { Connection } from '../../../shared/contract/integrations.ts'
import { integrations, type WizardForm } from '../../state/integrations-store.ts'
import { text } from '../../text.ts'
import { BrandTile } from '../../ui/brand-tile.tsx'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/dialog.tsx'
import { SignInDone } from './sign-in-done.tsx'
import { checkDraft, type DraftErrors, errorWords, newDraft, placeOfError, type SignInDraft } from './sign-in-draft.ts'
import { SignInForm } from './sign-in-form.tsx'
import { SignInProgress } from './sign-in-progress.tsx'
import { useSignIn } from './use-sign-in.ts'

const say = text.integrations.wizard
const formId = 'sign-in'

type WizardStepsProps = { form: WizardForm; detail: IntegrationDetail; connection: Connection | null }

/** The form, what happens while one signs in, and whose account it is. */
export function WizardSteps({ form, detail, connection }: WizardStepsProps) {
  const { integrationId, connectionId } = form
  const first = detail.methods.find(({ id }) => id === connection?.method) ?? detail.methods[0]
  const [draft, setDraft] = useState<SignInDraft | null>(first ? newDraft(first, connection) : null)
  const [errors, setErrors] = useState<DraftErrors>({})
  const { phase, error, start, cancel, forgetError } = useSignIn({ integrationId, connectionId })
  const method = detail.methods.find(({ id }) => id === draft?.methodId) ?? null
  const place = error && method ? placeOfError(error, method) : null
  const shownErrors = useMemo(
    () => (place && error ? { ...errors, [place]: inOneLine(errorWords(error)) } : errors),
    [errors, error, place],
  )
  // What went wrong leads back to a form that begins at its top: the place is looked up for whoever reads.
  useEffect(() => {
    if (error) focusPlace(place ?? wholePlace)
  }, [error, place])

  const choose = (next: SignInMethod) => {
    setErrors({})
    forgetError()
    setDraft(newDraft(next, connection?.method === next.id ? connection : null))
  }
  const change = (part: Partial<SignInDraft>) => {
    if (!draft) return
    // What is being mended is not told any more.
    setErrors({})
    forgetError()
    setDraft({ ...draft, ...part })
  }
  const submit = () => {
    if (!draft || !method) return
    const wrong = checkDraft(draft, method)
    setErrors(wrong)
    const [firstWrong] = Object.keys(wrong)
    if (firstWrong === undefined) start(draft, method)
    else focusPlace(firstWrong)
  }

  const title = connectionId === undefined ? say.title(detail.title) : say.titleAgain(detail.title)
  const isForm = phase.step === 'form'
  return (
    <Sheet
      isOpen
      onClose={integrations.closeWizard}
      size="lg"
      startsAt={'[role="radio"][data-state="checked"], input'}
      title={title}
      icon={<BrandTile title={detail.title} brand={detail.brand} size="lg" />}
      footer={
        isForm && method ? (
          <>
            <p className="mr-auto max-w-64 self-center text-mute text-xs leading-4">
              {method.kind === 'oauth' ? say.sealedBrowser : say.sealed}
            </p>
            <Button onClick={integrations.closeWizard}>{text.common.cancel}</Button>
            <Button variant="primary" type="submit" form={formId}>
              {method.kind !== 'oauth' ? say.connect : method.oauth?.flow === 'device' ? say.getCode : say.signIn}
            </Button>
          </>
        ) : phase.step === 'done' || isForm ? null : (
          <Button onClick={cancel}>{say.giveUp}</Button>
        )
      }
    >
      {!draft || !method ? (
        <p className="text-mute">{say.noMethods}</p>
      ) : isForm ? (
        <SignInForm
          formId={formId}
          detail={detail}
          method={method}
          draft={draft}
          errors={shownErrors}
          error={place === null && error ? errorWords(error) : null}
          onChoose={choose}
          onChange={change}
          onSubmit={submit}
        />
      ) : phase.step === 'done' ? (
        <SignInDone form={form} detail={detail} connection={phase.connection} />
      ) : (
        <SignInProgress phase={phase} service={detail.title} />
      )}
    </Sheet>
  )
}

/** Where it is told what went wrong as a whole. */
const wholePlace = 'whole'

function inOneLine({ message, hint }: { message: string; hint?: string }): string {
  return [message, hint].filter(Boolean).join(' ')
}

/** After the errors are drawn: the first thing to mend, or what is told, has the keyboard. */
function focusPlace(place: string): void {
  requestAnimationFrame(() => {
    const box = document.querySelector<HTMLElement>(`[data-sign-in="${CSS.escape(place)}"]`)
    box?.scrollIntoView({ block: 'center' })
    const field = box?.querySelector<HTMLElement>('input, textarea, button[role="checkbox"]')
    ;(field ?? box)?.focus()
  })
}
