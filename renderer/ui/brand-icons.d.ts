declare module 'virtual:brand-icons' {
  /** By slug of simple-icons: the drawing in a box of 24, and the brand's colour as it is readable in each theme. */
  export const brandMarks: Readonly<Record<string, { path: string; light: string; dark: string }>>
}
