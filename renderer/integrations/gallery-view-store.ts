import { create } from 'zustand'
import type { GalleryFilter } from './find-services.ts'

export const wholeGallery: GalleryFilter = { query: '', category: null, isConnected: false }

/** What the gallery shows; kept while one looks at a service and comes back. */
export const useGalleryView = create<GalleryFilter>(() => wholeGallery)

export function changeGalleryView(change: Partial<GalleryFilter>): void {
  useGalleryView.setState(change)
}
