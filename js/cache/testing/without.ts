/** Hides a global for the length of a test, as a browser that lacks it does. */
export async function without<T>(names: ("caches" | "indexedDB")[], work: () => Promise<T>) {
  const hidden = names.map((name) => {
    // Both are accessors of the prototype chain's Window, so that an own property covers them.
    const owner = Object.hasOwn(globalThis, name) ? globalThis : Object.getPrototypeOf(globalThis);
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    delete owner[name];
    return { owner, name, descriptor };
  });
  try {
    return await work();
  } finally {
    for (const { owner, name, descriptor } of hidden) {
      Object.defineProperty(owner, name, descriptor as PropertyDescriptor);
    }
  }
}
