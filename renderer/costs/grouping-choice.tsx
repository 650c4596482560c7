import { ToggleGroup } from 'radix-ui'
import { type CostGrouping, costGrouping } from '../../shared/contract/costs.ts'
import { text } from '../text.ts'

const say = text.costs.grouping

type GroupingChoiceProps = {
  by: CostGrouping
  onChange: (by: CostGrouping) => void
  /** Agents are offered where there is any. */
  hasAgents: boolean
}

/** What the costs are broken down by. */
export function GroupingChoice({ by, onChange, hasAgents }: GroupingChoiceProps) {
  const offered = costGrouping.options.filter((each) => each !== 'agent' || hasAgents || by === 'agent')
  return (
    <ToggleGroup.Root
      type="single"
      value={by}
      aria-label={say.label}
      onValueChange={(next) => {
        // Radix answers '' when the chosen one is pressed again; one always stays on.
        const chosen = offered.find((each) => each === next)
        if (chosen) onChange(chosen)
      }}
      className="flex h-8 shrink-0 items-center gap-0.5 rounded-md border border-line-strong bg-sunken p-0.5"
    >
      {offered.map((each) => (
        <ToggleGroup.Item
          key={each}
          value={each}
          className="flex h-6.5 items-center rounded-sm px-2.5 text-mute transition-colors duration-100 hover:text-text data-[state=on]:bg-raise data-[state=on]:font-medium data-[state=on]:text-text data-[state=on]:shadow-card"
        >
          {say.names[each]}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}
