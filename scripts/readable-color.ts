/**
 * The colour (`4A154B` or `#4a154b`), moved towards white or black just far enough that its contrast with the ground is
 * at least `least` (WCAG 2.2, 1 to 21). Keeps a colour that is readable already.
 */
export function readableColor(hex: string, ground: string, least: number): string {
  const from = parse(hex)
  const floor = parse(ground)
  const end = luminance(floor) > 0.18 ? 0 : 255
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = from.map((part) => Math.round(part + (end - part) * share))
    if (contrastOf(mixed, floor) >= least) return write(mixed)
  }
  return write([end, end, end])
}

function contrastOf(a: number[], b: number[]): number {
  const [high = 1, low = 1] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

/** Relative luminance as WCAG defines it, 0 to 1. */
function luminance(color: number[]): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function parse(hex: string): number[] {
  const digits = hex.replace('#', '')
  return [0, 2, 4].map((at) => Number.parseInt(digits.slice(at, at + 2), 16))
}

function write(color: number[]): string {
  return `#${color.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
