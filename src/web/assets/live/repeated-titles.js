/** Each title once, with how often it came: what can be awarded again and again has one title. @param {string[]} titles */
export const countSame = (titles) =>
  [...new Set(titles)].map((title) => {
    const times = titles.filter((other) => other === title).length;
    return times > 1 ? `${title} ×${times}` : title;
  });
