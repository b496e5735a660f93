// Filled as the folder grows; removed with its first source.
