import { RadioGroup } from 'radix-ui'
import { type Theme, theme as themeSchema } from '../../shared/contract/shell.ts'
import { changeSettings } from '../state/settings-store.ts'
import { useThemeStore } from '../state/theme-store.ts'
import { text } from '../text.ts'
import { Icon, type IconName } from '../ui/icon.tsx'

const words = text.settings.appearance
const themes: { value: Theme; label: string; icon: IconName }[] = [
  { value: 'system', label: words.system, icon: 'monitor' },
  { value: 'light', label: words.light, icon: 'sun' },
  { value: 'dark', label: words.dark, icon: 'moon' },
]

export function AppearanceSection() {
  const chosen = useThemeStore((state) => state.theme)
  return (
    <section aria-labelledby="theme-heading" className="flex flex-col gap-2.5">
      <div>
        <h3 id="theme-heading" className="font-semibold text-md">
          {words.theme}
        </h3>
        <p className="text-mute text-sm">{words.themeHint}</p>
      </div>
      <RadioGroup.Root
        value={chosen}
        aria-labelledby="theme-heading"
        onValueChange={(value) => void changeSettings({ theme: themeSchema.parse(value) })}
        className="flex gap-3"
      >
        {themes.map(({ value, label, icon }) => (
          <RadioGroup.Item
            key={value}
            value={value}
            className="group w-48 overflow-hidden rounded-xl border-2 border-line text-left transition-colors duration-100 hover:border-line-strong data-[state=checked]:border-accent"
          >
            <Preview theme={value} />
            <span className="flex h-9 items-center gap-2 border-t bg-panel px-3 font-medium">
              <Icon name={icon} size={15} className="text-mute group-data-[state=checked]:text-accent" />
              {label}
              <RadioGroup.Indicator className="ml-auto text-accent">
                <Icon name="circle-check" size={15} />
              </RadioGroup.Indicator>
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </section>
  )
}

/** The app in a few strokes, drawn in that theme's own colours whatever the page shows now. */
function Preview({ theme }: { theme: Theme }) {
  if (theme !== 'system') return <Sketch scheme={theme} className="h-24" />
  return (
    <span className="flex h-24 overflow-hidden">
      <Sketch scheme="light" className="w-1/2" />
      <Sketch scheme="dark" className="w-1/2" />
    </span>
  )
}

function Sketch({ scheme, className }: { scheme: 'light' | 'dark'; className: string }) {
  return (
    <span aria-hidden className={`theme-${scheme} flex overflow-hidden bg-bg ${className}`}>
      <span className="flex w-4 shrink-0 flex-col items-center gap-1 border-r bg-panel pt-1.5">
        <span className="size-2 rounded-xs bg-accent-soft" />
        <span className="size-2 rounded-xs bg-hover" />
      </span>
      <span className="flex flex-1 items-center gap-2.5 px-3">
        <SketchNode group="ai" />
        <SketchNode group="data" />
      </span>
    </span>
  )
}

function SketchNode({ group }: { group: string }) {
  return (
    <span data-group={group} className="flex w-14 shrink-0 flex-col gap-1 rounded-sm border bg-panel p-1.5 shadow-card">
      <span className="size-2.5 rounded-xs bg-group" />
      <span className="h-1 w-9 rounded-full bg-line-strong" />
      <span className="h-1 w-6 rounded-full bg-line" />
    </span>
  )
}
