import type { AlertRule } from '../../shared/contract/alerts.ts'
import { Section } from '../parts/charts/section.tsx'
import { alerts } from '../state/alerts-store.ts'
import { text } from '../text.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Icon } from '../ui/icon.tsx'
import { RuleRow } from './rule-row.tsx'
import { suggestionsBeside } from './suggestions.ts'
import { useAttempt } from './use-attempt.ts'

const say = text.alerts.rules

/** What is looked for, and what others look for, one click away. */
export function RulesList({ rules, onEdit }: { rules: AlertRule[]; onEdit: (rule: AlertRule) => void }) {
  return (
    <Section title={say.title}>
      {rules.length > 0 ? (
        <ul className="-my-2 divide-y">
          {rules.map((rule) => (
            <RuleRow key={rule.ruleId} rule={rule} onEdit={() => onEdit(rule)} />
          ))}
        </ul>
      ) : (
        <EmptyState icon="bell" title={say.none} body={say.noneBody} className="py-6" />
      )}
      <Suggestions rules={rules} />
    </Section>
  )
}

function Suggestions({ rules }: { rules: AlertRule[] }) {
  const { isBusy, attempt } = useAttempt()
  const suggested = suggestionsBeside(rules)
  if (suggested.length === 0) return null
  return (
    <div className="flex flex-wrap items-center gap-2 border-t pt-3">
      <span className="text-mute text-sm">{say.suggested}</span>
      {suggested.map((terms) => (
        <button
          key={terms.condition.kind}
          type="button"
          disabled={isBusy}
          aria-label={say.suggestedLabel(terms.name)}
          onClick={() =>
            attempt(async () => {
              await alerts.create(terms)
            })
          }
          className="flex h-7 items-center gap-1.5 rounded-full border border-line-strong px-3 text-sm transition-colors duration-100 hover:border-accent hover:text-accent disabled:opacity-60"
        >
          <Icon name="plus" size={13} />
          {terms.name}
        </button>
      ))}
    </div>
  )
}
