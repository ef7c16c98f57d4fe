// A photo as it is sent: turned upright, at most 1600 pixels, JPEG; and a small one to be shown.
"use strict";
globalThis.onSite ??= {};
{
  const LARGEST = 1600;
  const SMALL = 160;
  const drawn = (picture, most) => {
    const share = Math.min(1, most / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * share);
    canvas.height = Math.round(picture.height * share);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  };
  const bytes = (canvas, type, quality) =>
    new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) => (blob ? resolve(blob.arrayBuffer()) : reject(new Error("no picture"))),
        type,
        quality,
      );
    });

  onSite.bytes = bytes;
  // Raises for what is no picture.
  onSite.shrunk = async (file) => {
    const picture = await createImageBitmap(file);
    const content = await bytes(drawn(picture, LARGEST), "image/jpeg", 0.85);
    return { content, small: drawn(picture, SMALL).toDataURL("image/jpeg", 0.7) };
  };
}
