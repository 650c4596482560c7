import { text } from '../text.ts'
import { Skeleton } from '../ui/skeleton.tsx'

/** The shape of the screen while its figures are added up. */
export function CostsSkeleton() {
  return (
    <div role="status" aria-label={text.costs.loading} className="flex flex-col gap-4">
      <div className="grid grid-cols-5 gap-3">
        {['spent', 'in', 'out', 'calls', 'saved'].map((name) => (
          <Skeleton key={name} className="h-24 rounded-xl" />
        ))}
      </div>
      <Skeleton className="h-80 w-full rounded-xl" />
      <Skeleton className="h-64 w-full rounded-xl" />
    </div>
  )
}
