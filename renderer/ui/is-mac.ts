/** Whether the person's keyboard has a command key: decides how shortcuts are printed and which key counts as `mod`. */
export const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform)
