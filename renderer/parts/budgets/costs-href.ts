/** The address of the Costs screen. */
export const costsHref = '#/costs'
