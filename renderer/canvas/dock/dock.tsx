import { useGraphView } from '../../parts/graph/graph-view.tsx'
import { Resizer } from '../../parts/layout/resizer.tsx'
import { RunLog } from '../../parts/run/run-log.tsx'
import { Timeline } from '../../parts/run/timeline.tsx'
import { keyOf } from '../../state/commands.ts'
import { type DockTab, showDockTab, useDockStore } from '../../state/dock-store.ts'
import { togglePanel, usePanels } from '../../state/panels-store.ts'
import { shownIssues } from '../../state/shown-issues.ts'
import { useDraft } from '../../state/workflow-store.ts'
import { text } from '../../text.ts'
import { Badge } from '../../ui/badge.tsx'
import { IconButton } from '../../ui/button.tsx'
import { TabPanel, Tabs } from '../../ui/tabs.tsx'
import { useConnectionIssues } from '../use-connection-issues.ts'
import { VersionList } from '../versions/version-list.tsx'
import { History } from './history.tsx'
import { Problems } from './problems.tsx'

/** Under the canvas: the run as a timeline and as a log, what is wrong with the draft, and the runs before. */
export function Dock() {
  const { workflowId, isReadOnly } = useGraphView()
  const { isOpen, size } = usePanels((panels) => panels.dock)
  const tab = useDockStore((state) => state.tab)
  const connectionIssues = useConnectionIssues(workflowId)
  const ownErrors =
    useDraft(
      workflowId ?? '',
      ({ issues }) => shownIssues(issues).filter(({ severity }) => severity === 'error').length,
    ) ?? 0
  const ownIssues = useDraft(workflowId ?? '', ({ issues }) => shownIssues(issues).length) ?? 0
  const errors = ownErrors + connectionIssues.filter(({ severity }) => severity === 'error').length
  const warnings = ownIssues + connectionIssues.length
  if (!isOpen) return null
  const tabs: DockTab[] = isReadOnly
    ? ['timeline', 'log', 'history', 'versions']
    : ['timeline', 'log', 'problems', 'history', 'versions']
  const shown = tabs.includes(tab) ? tab : 'timeline'
  return (
    <section
      aria-label={text.runs.dock.label}
      style={{ height: size }}
      className="relative flex shrink-0 flex-col border-t bg-panel"
    >
      <Resizer panel="dock" edge="top" label={text.runs.dock.resize} />
      <Tabs
        value={shown}
        onChange={showDockTab}
        label={text.runs.dock.label}
        className="flex-1"
        tabs={tabs.map((value) => ({
          value,
          label:
            value === 'problems' && warnings > 0 ? (
              <>
                {text.runs.dock.problems}
                <Badge tone={errors > 0 ? 'bad' : 'warn'}>{warnings}</Badge>
              </>
            ) : value === 'versions' ? (
              text.versions.tab
            ) : (
              text.runs.dock[value]
            ),
        }))}
        trailing={
          <IconButton
            icon="chevron-down"
            size="sm"
            label={text.runs.dock.close}
            shortcut={keyOf('toggle-dock')}
            onClick={() => togglePanel('dock', false)}
          />
        }
      >
        <TabPanel value="timeline" className="overflow-hidden">
          <Timeline />
        </TabPanel>
        <TabPanel value="log" className="overflow-hidden">
          <RunLog />
        </TabPanel>
        {isReadOnly ? null : (
          <TabPanel value="problems" className="overflow-y-auto">
            <Problems />
          </TabPanel>
        )}
        <TabPanel value="history" className="overflow-y-auto">
          <History />
        </TabPanel>
        <TabPanel value="versions" className="overflow-y-auto">
          <VersionList />
        </TabPanel>
      </Tabs>
    </section>
  )
}
