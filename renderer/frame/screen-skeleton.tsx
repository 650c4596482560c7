import { text } from '../text.ts'
import { Skeleton } from '../ui/skeleton.tsx'

/** Stands for a screen whose code is still being loaded: the shape most of them have. */
export function ScreenSkeleton() {
  return (
    <div className="flex h-full flex-col gap-4 p-6" role="status" aria-label={text.common.loading}>
      <Skeleton className="h-6 w-40" />
      <Skeleton className="h-28 w-full" />
      <Skeleton className="h-28 w-full" />
    </div>
  )
}
