/** Who listens to which topic in this process. */
export interface Listeners {
  add(topic: string, listener: () => void): () => void
  call(topic: string): void
  clear(): void
}

export function createListeners(): Listeners {
  const byTopic = new Map<string, Set<{ readonly listener: () => void }>>()
  return {
    add(topic, listener) {
      const entry = { listener }
      const entries = byTopic.get(topic) ?? new Set()
      byTopic.set(topic, entries.add(entry))
      return () => {
        entries.delete(entry)
      }
    },
    call(topic) {
      for (const { listener } of [...(byTopic.get(topic) ?? [])]) callSafely(listener)
    },
    clear() {
      for (const entries of byTopic.values()) entries.clear()
      byTopic.clear()
    },
  }
}

/** A wake-up is a hint: whoever cannot take it finds the work at the next tick. */
function callSafely(listener: () => void): void {
  try {
    listener()
  } catch {
    return
  }
}
