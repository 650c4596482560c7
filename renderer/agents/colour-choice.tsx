import { RadioGroup } from 'radix-ui'
import { useId } from 'react'
import { agentColours } from '../../shared/agents/agent.ts'
import { type AgentColour, colourOf } from '../parts/agents/agent-colours.ts'
import { text } from '../text.ts'

const say = text.agents.form

/** The colour of an agent's picture: arrow keys go from one to the next. */
export function ColourChoice({ value, onChange }: { value: AgentColour; onChange: (colour: AgentColour) => void }) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <span id={id} className="font-semibold text-sm">
        {say.colour}
      </span>
      <RadioGroup.Root
        value={value}
        aria-labelledby={id}
        onValueChange={(next) => {
          const colour = agentColours.find((one) => one === next)
          if (colour) onChange(colour)
        }}
        className="flex h-8 items-center gap-1.5"
      >
        {agentColours.map((colour) => (
          <RadioGroup.Item
            key={colour}
            value={colour}
            aria-label={say.colours[colour]}
            title={say.colours[colour]}
            style={{ background: colourOf(colour) }}
            className="size-5 rounded-full outline-offset-2 data-[state=checked]:outline-2 data-[state=checked]:outline-text"
          />
        ))}
      </RadioGroup.Root>
    </div>
  )
}
