import { text } from '../text.ts'
import { Segmented } from '../ui/segmented.tsx'
import type { ChartMode } from './chart-rows.ts'

const say = text.costs.chart.modes

/** Each bucket by itself, or everything up to it. */
export function ChartModeChoice({ mode, onChange }: { mode: ChartMode; onChange: (mode: ChartMode) => void }) {
  return (
    <Segmented
      label={say.label}
      value={mode}
      onChange={onChange}
      segments={[
        { value: 'each', label: say.each, icon: 'activity' },
        { value: 'sum', label: say.sum, icon: 'chart-line' },
      ]}
    />
  )
}
