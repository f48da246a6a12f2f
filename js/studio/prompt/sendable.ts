/** Makes a picture smaller before it goes to the kernel, where this browser can read it. */

const LONGEST_SIDE = 4096;
const MOST_BYTES = 8 << 20;
const QUALITY = 0.95;

/** The picture, no longer than what is used of it; as it is where the browser cannot read it. */
export async function sendable(picture: Blob): Promise<Blob> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(picture);
  } catch {
    return picture;
  }
  try {
    const longest = Math.max(bitmap.width, bitmap.height);
    if (longest <= LONGEST_SIDE && picture.size <= MOST_BYTES) return picture;
    const scale = Math.min(1, LONGEST_SIDE / longest);
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.round(bitmap.width * scale)),
      Math.max(1, Math.round(bitmap.height * scale)),
    );
    const context = canvas.getContext("2d");
    if (!context) return picture;
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    // What may be transparent stays so; a browser that writes no WebP makes a PNG of it.
    const type = picture.type === "image/jpeg" ? "image/jpeg" : "image/webp";
    return await canvas.convertToBlob({ type, quality: QUALITY });
  } catch {
    return picture;
  } finally {
    bitmap.close();
  }
}
