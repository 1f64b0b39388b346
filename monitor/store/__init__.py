"""The only room that speaks SQL. One file per shelf."""
