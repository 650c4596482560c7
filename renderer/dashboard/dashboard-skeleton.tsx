import { text } from '../text.ts'
import { Skeleton } from '../ui/skeleton.tsx'

/** The shape of the screen while its figures are added up. */
export function DashboardSkeleton() {
  return (
    <div role="status" aria-label={text.dashboard.loading} className="flex flex-col gap-4">
      <div className="grid grid-cols-6 gap-3">
        {['runs', 'rate', 'duration', 'cost', 'tokens', 'waiting'].map((name) => (
          <Skeleton key={name} className="h-31 rounded-xl" />
        ))}
      </div>
      <div className="grid grid-cols-2 gap-4">
        <Skeleton className="h-80 rounded-xl" />
        <Skeleton className="h-80 rounded-xl" />
      </div>
      <div className="grid grid-cols-3 gap-4">
        <Skeleton className="h-64 rounded-xl" />
        <Skeleton className="h-64 rounded-xl" />
        <Skeleton className="h-64 rounded-xl" />
      </div>
    </div>
  )
}
