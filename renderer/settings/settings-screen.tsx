import type { ReactNode } from 'react'
import { hrefOf, type SettingsSection, settingsSections } from '../state/route-store.ts'
import { useSettings } from '../state/settings-store.ts'
import { text } from '../text.ts'
import { classNames } from '../ui/class-names.ts'
import { ErrorNote } from '../ui/error-note.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { AlertsSection } from './alerts-section.tsx'
import { AppearanceSection } from './appearance-section.tsx'
import { BackupsSection } from './backups-section.tsx'
import { DataSection } from './data-section.tsx'
import { ModelsSection } from './models-section.tsx'
import { MonitoringSection } from './monitoring-section.tsx'
import { PricesSection } from './prices-section.tsx'
import { RunsSection } from './runs-section.tsx'
import { ShortcutsSection } from './shortcuts-section.tsx'
import { StorageSection } from './storage-section.tsx'

/** One line for each section. */
const sections: Record<SettingsSection, { icon: IconName; content: ReactNode }> = {
  models: { icon: 'key-round', content: <ModelsSection /> },
  prices: { icon: 'coins', content: <PricesSection /> },
  appearance: { icon: 'palette', content: <AppearanceSection /> },
  runs: { icon: 'zap', content: <RunsSection /> },
  alerts: { icon: 'bell', content: <AlertsSection /> },
  storage: { icon: 'hard-drive', content: <StorageSection /> },
  backups: { icon: 'archive', content: <BackupsSection /> },
  monitoring: { icon: 'activity', content: <MonitoringSection /> },
  data: { icon: 'database', content: <DataSection /> },
  shortcuts: { icon: 'keyboard', content: <ShortcutsSection /> },
}

export function SettingsScreen({ section }: { section: SettingsSection }) {
  const error = useSettings((state) => state.error)
  return (
    <div className="flex h-full">
      <nav aria-label={text.settings.title} className="flex w-52 shrink-0 flex-col gap-0.5 border-r bg-panel p-2.5">
        <h1 className="px-2 pt-1.5 pb-2 font-semibold text-lg">{text.settings.title}</h1>
        {settingsSections.map((name) => (
          <a
            key={name}
            href={hrefOf({ screen: 'settings', section: name })}
            aria-current={name === section ? 'page' : undefined}
            className={classNames(
              'flex h-8 items-center gap-2.5 rounded-md px-2 transition-colors duration-100',
              name === section ? 'bg-accent-soft font-medium text-accent' : 'text-mute hover:bg-hover hover:text-text',
            )}
          >
            <Icon name={sections[name].icon} size={16} />
            {text.settings.sections[name]}
          </a>
        ))}
      </nav>
      <div className="min-w-0 flex-1 overflow-y-auto">
        <div className="flex max-w-[820px] flex-col gap-5 px-8 py-6">
          <h2 className="font-semibold text-xl">{text.settings.sections[section]}</h2>
          {error ? <ErrorNote error={error} /> : null}
          {sections[section].content}
        </div>
      </div>
    </div>
  )
}
