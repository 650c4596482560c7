import { errorOf } from '../link/error-of.ts'
import { queue, useQueue } from '../state/queue-store.ts'
import { text } from '../text.ts'
import { IconButton } from '../ui/button.tsx'
import { Menu } from '../ui/menu.tsx'
import { showToast } from '../ui/toast.tsx'

/** Pauses the queue also while nothing waits in it, and its section is not there. */
export function QueueMenu() {
  const isPaused = useQueue(({ view }) => view?.paused ?? false)
  const change = async () => {
    try {
      await (isPaused ? queue.resume() : queue.pause())
    } catch (thrown) {
      showToast(text.queue.failed, { tone: 'bad', detail: errorOf(thrown).message })
    }
  }
  return (
    <Menu
      trigger={<IconButton icon="ellipsis" size="sm" label={text.queue.listMenu} />}
      items={[
        {
          label: isPaused ? text.queue.resumeQueue : text.queue.pauseQueue,
          icon: isPaused ? 'play' : 'circle-pause',
          onSelect: () => void change(),
        },
      ]}
    />
  )
}
