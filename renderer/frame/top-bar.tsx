import { useScopeNames } from '../parts/budgets/use-scope-names.ts'
import { useBudgets } from '../state/budgets-store.ts'
import { keyOf, runCommand } from '../state/commands.ts'
import { useCosts } from '../state/costs-store.ts'
import { hrefOf } from '../state/route-store.ts'
import { text } from '../text.ts'
import { Icon } from '../ui/icon.tsx'
import { Kbd } from '../ui/kbd.tsx'
import { useNow } from '../ui/use-now.ts'
import { CostWidget } from './cost-widget.tsx'
import { HealthLight } from './health-light.tsx'
import { WorkflowTabs } from './workflow-tabs.tsx'

/** Along the upper edge: open workflows, search, costs. */
export function TopBar() {
  const costs = useCosts((state) => state.costs)
  const budgets = useBudgets((state) => state.status)
  const alerts = useBudgets((state) => state.alerts)
  const nameOf = useScopeNames()
  const now = useNow(60_000)
  return (
    <header className="flex h-11 shrink-0 items-center gap-3 border-b bg-panel pr-2">
      <a
        href={hrefOf({ screen: 'workflows' })}
        className="ml-2 flex h-8 items-center rounded-md px-2 font-bold text-lg tracking-tight"
      >
        {text.common.appName}
      </a>
      <WorkflowTabs />
      <button
        type="button"
        onClick={() => runCommand('command-palette')}
        className="flex h-7.5 w-60 shrink-0 items-center gap-2 rounded-md border border-line-strong bg-sunken pr-1.5 pl-2.5 text-mute transition-colors duration-100 hover:border-faint"
      >
        <Icon name="search" size={14} />
        <span className="flex-1 truncate text-left">{text.frame.palette.button}</span>
        <Kbd shortcut={keyOf('command-palette') ?? ''} />
      </button>
      <HealthLight />
      <CostWidget costs={costs} budgets={budgets ?? []} alerts={alerts ?? []} nameOf={nameOf} nowMs={now} />
    </header>
  )
}
