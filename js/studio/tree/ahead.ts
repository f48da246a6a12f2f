/** Draws the pictures of versions that nobody has scrolled to yet, while the page is idle. */

import { useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useMemo } from "preact/hooks";
import { getThumbnail } from "../../cache/thumbnail-cache";
import { Neighbours } from "../../viewer/residency/neighbours";
import type { Session } from "../session";
import { sourceOf } from "../timeline/model-source";
import { pictureOf, savesData, thumbnailDrawn } from "../timeline/thumbnails";
import type { Versions } from "./versions";

/** The newest of them: of each that is older the picture is drawn when it comes in sight. */
const MOST = 240;

/** Of models that are fetched for it, since nobody has asked for them. */
const MOST_BYTES = 128 << 20;

export function useAhead(session: Session, tree: Versions): void {
  const ahead = useMemo(() => {
    let fetched = 0;
    return new Neighbours(async (source, signal) => {
      if (fetched >= MOST_BYTES || (await getThumbnail(source.id))) return;
      const { channel } = session;
      const blob = await pictureOf(source, { channel, signal, keep: () => false });
      fetched += source.size ?? 0;
      if (blob) await thumbnailDrawn(source.id, blob);
    });
  }, [session]);
  useLayoutEffect(() => () => ahead.dispose(), [ahead]);
  useSignalEffect(() => {
    const rows = tree.rows.value.slice(0, MOST);
    if (savesData()) return;
    ahead.expect(rows.flatMap((version) => sourceOf(version) ?? []));
  });
}
