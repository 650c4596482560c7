import { RadioGroup } from 'radix-ui'
import type { SignInMethod } from '../../../shared/catalog/integration.ts'
import { text } from '../../text.ts'
import { Badge } from '../../ui/badge.tsx'

const say = text.integrations.wizard

type MethodChoiceProps = {
  methods: readonly SignInMethod[]
  value: string
  onChange: (method: SignInMethod) => void
}

/** The ways to sign in, the recommended one first. */
export function MethodChoice({ methods, value, onChange }: MethodChoiceProps) {
  return (
    <RadioGroup.Root
      value={value}
      aria-label={say.method}
      onValueChange={(next) => {
        const method = methods.find(({ id }) => id === next)
        if (method) onChange(method)
      }}
      className="flex flex-col gap-1.5"
    >
      {methods.map(({ id, title, summary }, index) => (
        <RadioGroup.Item
          key={id}
          value={id}
          className="flex items-start gap-2.5 rounded-lg border bg-panel px-3 py-2 text-left transition-colors duration-100 hover:bg-hover/60 data-[state=checked]:border-accent data-[state=checked]:bg-accent-soft/40"
        >
          <span
            aria-hidden
            className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border border-line-strong bg-sunken"
          >
            <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
          </span>
          <span className="min-w-0 flex-1">
            <span className="flex items-center gap-2">
              <span className="font-medium">{title}</span>
              {index === 0 ? <Badge tone="accent">{say.recommended}</Badge> : null}
            </span>
            {summary ? <span className="block text-mute text-sm">{summary}</span> : null}
          </span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}
