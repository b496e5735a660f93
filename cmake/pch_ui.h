// SPDX-License-Identifier: GPL-3.0-or-later
// What nearly every file of ui/ includes anyway.
#pragma once
#include "cmake/pch.h"

#include <QAbstractButton>
#include <QApplication>
#include <QBoxLayout>
#include <QFrame>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTableView>
#include <QWidget>
