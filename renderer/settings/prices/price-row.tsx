import type { ModelPrice } from '../../../shared/contract/prices.ts'
import { text } from '../../text.ts'
import { Badge } from '../../ui/badge.tsx'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { formatCompactCount } from '../../ui/format.ts'
import { formatPrice } from '../format-price.ts'
import { countingHint, countingWords } from './counting-words.ts'

const words = text.prices
export const priceCell = 'px-2.5 first:pl-4 last:pr-2'

/** A model with what it costs, since when, and how well its tokens are counted. */
export function PriceRow({ price: row, onEdit }: { price: ModelPrice; onEdit: () => void }) {
  const { price, own } = row
  return (
    <tr className="border-b last:border-b-0">
      <th scope="row" className={`${priceCell} py-2 text-left font-normal`}>
        <p className="truncate font-medium" title={row.title}>
          {row.title}
        </p>
        <p className="truncate font-mono text-mute text-xs" title={row.model}>
          {row.model}
        </p>
      </th>
      <td className={rateCell(price)}>{formatPrice(price?.inputUsdPerMillion)}</td>
      <td className={`${priceCell} figures text-right`}>
        <CachedPrice price={row} />
      </td>
      <td className={rateCell(price)}>{formatPrice(price?.outputUsdPerMillion)}</td>
      <td className={`${priceCell} py-2 text-sm`}>
        <Source price={row} />
      </td>
      <td className={`${priceCell} text-mute tabular-nums text-sm`} title={countingHint(row.counting)}>
        {countingWords(row.counting)}
      </td>
      <td className={priceCell}>
        <IconButton
          icon="pencil"
          size="sm"
          label={own ? words.changeFor(row.model) : words.setFor(row.model)}
          onClick={onEdit}
        />
      </td>
    </tr>
  )
}

function rateCell(price: ModelPrice['price']): string {
  return classNames(priceCell, 'figures text-right', price === null && 'text-mute')
}

function CachedPrice({ price: { price } }: { price: ModelPrice }) {
  if (!price) return null
  if (price.cachedInputUsdPerMillion !== null) return formatPrice(price.cachedInputUsdPerMillion)
  return (
    <span className="text-mute" title={words.asInputHint}>
      {words.asInput}
    </span>
  )
}

function Source({ price: { price, own, listed } }: { price: ModelPrice }) {
  if (!price) return <Badge tone="warn">{words.unknown}</Badge>
  if (price.source === 'free') return <span className="text-mute">{words.free}</span>
  if (!own) {
    return (
      <>
        <p>{words.library}</p>
        <p className="text-mute tabular-nums text-xs">{words.asOf(price.asOf)}</p>
      </>
    )
  }
  const long = own.longInput
  return (
    <>
      <Badge tone="accent">{words.own}</Badge>
      <p className="figures mt-0.5 text-mute text-xs">{words.setOn(price.asOf)}</p>
      {long ? (
        <p className="text-mute tabular-nums text-xs">
          {words.overTokens(
            formatCompactCount(long.overTokens),
            formatPrice(long.inputUsdPerMillion),
            formatPrice(long.outputUsdPerMillion),
          )}
        </p>
      ) : null}
      {listed ? (
        <p className="text-mute tabular-nums text-xs">
          {words.listedWas(formatPrice(listed.inputUsdPerMillion), formatPrice(listed.outputUsdPerMillion))}
        </p>
      ) : null}
    </>
  )
}
