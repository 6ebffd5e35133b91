/** Returns each title once, with its count: repeated awards have the same title. @param {string[]} titles */
export const countSame = (titles) =>
  [...new Set(titles)].map((title) => {
    const times = titles.filter((other) => other === title).length;
    return times > 1 ? `${title} ×${times}` : title;
  });
