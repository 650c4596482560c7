import { useState } from 'react'
import { text } from '../text.ts'
import { Badge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { Input } from '../ui/input.tsx'

const say = text.agents.form
const mostTags = 20

/** Words an agent is found by: Enter or a comma adds one, Backspace in the empty field takes the last away. */
export function TagInput({ tags, onChange }: { tags: readonly string[]; onChange: (tags: string[]) => void }) {
  const [typed, setTyped] = useState('')
  const add = () => {
    const fresh = typed.split(',').map((tag) => tag.trim().slice(0, 40))
    setTyped('')
    const all = [...new Set([...tags, ...fresh.filter((tag) => tag !== '')])].slice(0, mostTags)
    if (all.length > tags.length) onChange(all)
  }
  return (
    <div className="flex flex-col gap-2">
      <Input
        value={typed}
        placeholder={say.tagsPlaceholder}
        onChange={setTyped}
        onBlur={add}
        onKeyDown={(event) => {
          if (event.key === 'Enter' || event.key === ',') {
            event.preventDefault()
            add()
          } else if (event.key === 'Backspace' && typed === '' && tags.length > 0) onChange(tags.slice(0, -1))
        }}
      />
      {tags.length > 0 ? (
        <ul className="flex flex-wrap gap-1.5">
          {tags.map((tag) => (
            <li key={tag}>
              <Badge className="pr-0.5">
                {tag}
                <button
                  type="button"
                  aria-label={say.removeTag(tag)}
                  onClick={() => onChange(tags.filter((one) => one !== tag))}
                  className="flex size-4 items-center justify-center rounded-xs hover:bg-line hover:text-text"
                >
                  <Icon name="x" size={11} />
                </button>
              </Badge>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
